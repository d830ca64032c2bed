package dev.tern.rpc.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.io.NaturalOrder;
import dev.tern.rpc.io.Nulls;
import java.util.LinkedList;
import java.util.Optional;

/** The bodies of the methods that write and read collections, maps, arrays and optionals. The value is in {@code value}. */
final class ContainerCode {

    private final CodecNames names;
    private final ValueCode values;

    ContainerCode(CodecNames names, ValueCode values) {
        this.names = names;
        this.values = values;
    }

    CodeBlock write(Codec.Elements codec) {
        return checkOrder(codec.container())
                .addStatement("int left = value.size()")
                .addStatement("boolean nulls = $T.in(value)", Nulls.class)
                .addStatement("out.putElements(left, nulls)")
                .beginControlFlow("for ($T element : value)", codec.element().java())
                .addStatement("left--")
                .add(writeElement(codec.element(), "element"))
                .endControlFlow()
                .addStatement("out.endElements(left)")
                .build();
    }

    CodeBlock write(Codec.Entries codec) {
        return checkOrder(codec.container())
                .addStatement("int left = value.size()")
                .addStatement("boolean nulls = $T.in(value)", Nulls.class)
                .addStatement("out.putElements(left, nulls)")
                .beginControlFlow("for ($T entry : value.entrySet())", codec.entry())
                .addStatement("left--")
                .addStatement("$T key = entry.getKey()", codec.key().java())
                .add(writeElement(codec.key(), "key"))
                .addStatement("$T content = entry.getValue()", codec.value().java())
                .add(writeElement(codec.value(), "content"))
                .endControlFlow()
                .addStatement("out.endElements(left)")
                .build();
    }

    CodeBlock write(Codec.Array codec) {
        return CodeBlock.builder()
                .addStatement("boolean nulls = $T.in(value)", Nulls.class)
                .addStatement("out.putElements(value.length, nulls)")
                .beginControlFlow("for ($T element : value)", codec.element().java())
                .add(writeElement(codec.element(), "element"))
                .endControlFlow()
                .build();
    }

    CodeBlock write(Codec.Maybe codec) {
        return CodeBlock.builder()
                .addStatement("$T content = value.orElse(null)", codec.element().java())
                .beginControlFlow("if (out.putPresence(content))")
                .add(values.write(codec.element(), "content"))
                .endControlFlow()
                .build();
    }

    /** A sorted set or map must have no comparator. */
    private static CodeBlock.Builder checkOrder(ClassName container) {
        CodeBlock.Builder code = CodeBlock.builder();
        return isSorted(container) ? code.addStatement("$T.check(value)", NaturalOrder.class) : code;
    }

    private static boolean isSorted(ClassName container) {
        return container.simpleName().startsWith("Sorted");
    }

    private static boolean isHashed(ClassName implementation) {
        return implementation.simpleName().contains("Hash");
    }

    /** {@code new ArrayList<>(count)}; an {@code ArrayDeque} holds no null, so where there is one it is a {@code LinkedList}. */
    private static CodeBlock creation(ClassName implementation) {
        if (implementation.simpleName().equals("ArrayDeque")) {
            return CodeBlock.of("nulls ? new $T<>() : new $T<>(count)", LinkedList.class, implementation);
        }
        boolean hasCapacity = !implementation.simpleName().startsWith("Tree");
        return CodeBlock.of("new $T<>($L)", implementation, hasCapacity ? capacity(isHashed(implementation)) : "");
    }

    /** What is put into a sorted set or used as a key of a sorted map, which know no null. */
    private static CodeBlock ordered(ClassName container, CodeBlock element) {
        return isSorted(container) ? CodeBlock.of("$T.required($L)", NaturalOrder.class, element) : element;
    }

    private CodeBlock writeElement(SentType type, String variable) {
        return CodeBlock.builder()
                .beginControlFlow("if (!nulls || out.putPresence($N))", variable)
                .add(values.write(type, variable))
                .endControlFlow()
                .build();
    }

    CodeBlock read(Codec.Elements codec) {
        return read(codec, element(codec.element()));
    }

    CodeBlock resolve(Codec.Elements codec) {
        return read(codec, resolved(codec.element(), 0));
    }

    private CodeBlock read(Codec.Elements codec, CodeBlock element) {
        TypeName java =
                ParameterizedTypeName.get(codec.container(), codec.element().java());
        boolean isGuarded = isHashed(codec.implementation()) && HashedKeys.needGuard(names, codec.element());
        return CodeBlock.builder()
                .add(readHeader(1))
                .addStatement("$T value = $L", java, creation(codec.implementation()))
                .add(isGuarded ? HashedKeys.guard() : CodeBlock.of(""))
                .beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("$T element = $L", codec.element().java(), ordered(codec.container(), element))
                .add(isGuarded ? HashedKeys.check("element") : CodeBlock.of(""))
                .addStatement("value.add(element)")
                .endControlFlow()
                .addStatement("return value")
                .build();
    }

    CodeBlock read(Codec.Entries codec) {
        return read(codec, element(codec.key()), element(codec.value()));
    }

    CodeBlock resolve(Codec.Entries codec) {
        return read(codec, resolved(codec.key(), 0), resolved(codec.value(), 1));
    }

    private CodeBlock read(Codec.Entries codec, CodeBlock key, CodeBlock content) {
        TypeName map = ParameterizedTypeName.get(
                codec.container(), codec.key().java(), codec.value().java());
        boolean isGuarded = isHashed(codec.implementation()) && HashedKeys.needGuard(names, codec.key());
        return CodeBlock.builder()
                .add(readHeader(2))
                .addStatement("$T value = $L", map, creation(codec.implementation()))
                .add(isGuarded ? HashedKeys.guard() : CodeBlock.of(""))
                .beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("$T key = $L", codec.key().java(), ordered(codec.container(), key))
                .add(isGuarded ? HashedKeys.check("key") : CodeBlock.of(""))
                .addStatement("value.put(key, $L)", content)
                .endControlFlow()
                .addStatement("return value")
                .build();
    }

    CodeBlock read(Codec.Array codec) {
        return read(codec, element(codec.element()));
    }

    CodeBlock resolve(Codec.Array codec) {
        return read(codec, resolved(codec.element(), 0));
    }

    private static CodeBlock read(Codec.Array codec, CodeBlock element) {
        String moreDimensions = "";
        TypeName leaf = codec.element().java();
        while (leaf instanceof ArrayTypeName array) {
            leaf = array.componentType();
            moreDimensions += "[]";
        }
        CodeBlock creation = CodeBlock.of("new $T[count]$L", leaf, moreDimensions);
        if (leaf instanceof ParameterizedTypeName generic) { // there are no generic arrays: a raw one, and a cast
            creation = CodeBlock.of("($T) new $T[count]$L", codec.type().java(), generic.rawType(), moreDimensions);
        }
        return CodeBlock.builder()
                .add(readHeader(1))
                .addStatement("$T value = $L", codec.type().java(), creation)
                .beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("value[i] = $L", element)
                .endControlFlow()
                .addStatement("return value")
                .build();
    }

    CodeBlock read(Codec.Maybe codec) {
        return read(values.read(codec.element()));
    }

    CodeBlock resolve(Codec.Maybe codec) {
        return read(values.resolve(codec.element(), CodeBlock.of("0")));
    }

    private static CodeBlock read(CodeBlock content) {
        return CodeBlock.builder()
                .addStatement(
                        "return in.getBoolean() ? $T.of($L) : $T.empty()", Optional.class, content, Optional.class)
                .build();
    }

    private static CodeBlock readHeader(int minElementBytes) {
        return CodeBlock.builder()
                .addStatement("int header = in.elements($L)", minElementBytes)
                .addStatement("boolean nulls = (header & 1) != 0")
                .addStatement("int count = header >>> 1")
                .build();
    }

    private static CodeBlock capacity(boolean isHashed) {
        return isHashed ? CodeBlock.of("$T.capacity(count)", ValueCode.INPUT) : CodeBlock.of("count");
    }

    private CodeBlock element(SentType type) {
        return CodeBlock.of("nulls && !in.getBoolean() ? null : $L", values.read(type));
    }

    private CodeBlock resolved(SentType type, int step) {
        return CodeBlock.of("nulls && !in.getBoolean() ? null : $L", values.resolve(type, CodeBlock.of("$L", step)));
    }
}
