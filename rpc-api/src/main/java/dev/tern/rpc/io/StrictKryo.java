package dev.tern.rpc.io;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.DefaultClassResolver;

/**
 * The Kryo that a serializer of the user's is called with. It knows primitives, their boxes and {@code String}; it follows no references, chooses no
 * serializer by a type, and neither writes nor reads the name of a class.
 */
@SuppressWarnings("rawtypes") // as Kryo declares it
final class StrictKryo extends Kryo {

    private static final int MAX_DEPTH = 64;

    StrictKryo() {
        super(new NamelessResolver(), null);
        setRegistrationRequired(true);
        setMaxDepth(MAX_DEPTH);
    }

    @Override
    public Serializer getDefaultSerializer(Class type) {
        throw new IllegalArgumentException("no serializer for " + type
                + " (expected: that the serializer names one, as in kryo.writeObject(output, value, serializer))");
    }

    /** Kryo's own would read a name and load the class before it checks whether it is registered. */
    private static final class NamelessResolver extends DefaultClassResolver {

        @Override
        protected void writeName(Output output, Class type, Registration registration) {
            throw new IllegalArgumentException(type + " by its name (expected: a registered class)");
        }

        @Override
        protected Registration readName(Input input) {
            throw new DecodingException("the name of a class (expected: the id of a registered one)");
        }
    }
}
