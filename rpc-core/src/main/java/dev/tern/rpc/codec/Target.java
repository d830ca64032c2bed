package dev.tern.rpc.codec;

import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the values of a body are for one reader and writer: objects, maps, the values of another format. Asked for each type once, when a
 * {@link ContractCodec} is made; what it answers is then called for each value, from any thread.
 *
 * <p>Basic types (primitives, which are boxed, texts, dates and the like, arrays of primitives) are the same Java objects for every target.
 */
public interface Target {

    /** The values of a struct. */
    Struct struct(ContractStruct struct);

    /** The values of an enum. */
    Constants constants(ContractEnum type);

    /** The values of a union. */
    Subtypes subtypes(ContractUnion union);

    /** The values of a collection or of an array whose elements can be null. */
    Sequence sequence(ContractType type);

    /** The values of a map. */
    Entries entries(ContractType.Container type);

    /** The values of an optional. */
    Maybe maybe(ContractType.Container type);

    /** The values that a serializer of the user's writes. */
    Custom custom(ContractType.Custom type);

    /** Makes and takes apart the values of a struct. */
    interface Struct {

        /**
         * A value.
         *
         * @param values its properties by the order of their names; primitives are there, boxed
         */
        Object make(@Nullable Object[] values);

        /** Puts the properties of a value into an array, by the order of their names. */
        void take(Object value, @Nullable Object[] values);
    }

    /** Finds the constants of an enum. */
    interface Constants {

        /** The constant at a place among all by their names. */
        Object constant(int rank);

        /** The place of a constant. */
        int rank(Object constant);
    }

    /** Tells the subtypes of a union apart. */
    interface Subtypes {

        /** A value of the union. */
        Object make(int subtype, Object value);

        /** The place of a value's own type among the subtypes by their names. */
        int subtype(Object value);

        /** The value as one of its subtype. */
        Object content(int subtype, Object value);
    }

    /** Makes and takes apart the values of a collection or array. */
    interface Sequence {

        /**
         * An empty one.
         *
         * @param count how many elements will be added
         * @param nulls whether one of them may be null
         */
        Object begin(int count, boolean nulls);

        /** Adds the next element. */
        void add(Object sequence, int index, @Nullable Object element);

        /** Its elements; they do not change while they are written. */
        Collection<? extends @Nullable Object> elements(Object sequence);
    }

    /** Makes and takes apart the values of a map. */
    interface Entries {

        /** An empty one for that many entries. */
        Object begin(int count);

        /** Puts an entry; an earlier one of the same key is lost. */
        void put(Object entries, @Nullable Object key, @Nullable Object value);

        /** How many entries it has. */
        int size(Object entries);

        /** Its entries. */
        Iterator<? extends Map.Entry<? extends @Nullable Object, ? extends @Nullable Object>> iterator(Object entries);
    }

    /** Reads and writes the values that a serializer of the user's understands: their length in bytes, and those. */
    interface Custom {

        /** Reads a value with its length. */
        Object read(RpcInput in);

        /** Writes a value with its length. */
        void write(RpcOutput out, Object value);
    }

    /** Makes and takes apart the values of an optional. */
    interface Maybe {

        /** A value, which holds something or nothing. */
        Object of(@Nullable Object content);

        /** What it holds; null if that is nothing. */
        @Nullable
        Object content(Object maybe);
    }
}
