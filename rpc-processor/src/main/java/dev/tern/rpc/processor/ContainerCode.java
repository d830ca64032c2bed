package dev.tern.rpc.processor;

import com.palantir.javapoet.ArrayTypeName;
import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The bodies of the methods that write and read collections, maps, arrays and optionals. The value is in {@code value}. */
final class ContainerCode {

    private final ValueCode values;

    ContainerCode(ValueCode values) {
        this.values = values;
    }

    CodeBlock write(Codec.Elements codec) {
        return CodeBlock.builder()
                .addStatement("int left = value.size()")
                .addStatement("out.putCount(left)")
                .beginControlFlow("for ($T element : value)", codec.element().java())
                .addStatement("left--")
                .add(writeElement(codec.element(), "element"))
                .endControlFlow()
                .addStatement("out.endElements(left)")
                .build();
    }

    CodeBlock write(Codec.Entries codec) {
        return CodeBlock.builder()
                .addStatement("int left = value.size()")
                .addStatement("out.putCount(left)")
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
                .addStatement("out.putCount(value.length)")
                .beginControlFlow("for ($T element : value)", codec.element().java())
                .add(writeElement(codec.element(), "element"))
                .endControlFlow()
                .build();
    }

    CodeBlock write(Codec.Maybe codec) {
        return CodeBlock.builder()
                .addStatement("$T content = value.orElse(null)", codec.element().java())
                .add(writeElement(codec.element(), "content"))
                .build();
    }

    private CodeBlock writeElement(SentType type, String variable) {
        return CodeBlock.builder()
                .beginControlFlow("if (out.putPresence($N))", variable)
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

    private static CodeBlock read(Codec.Elements codec, CodeBlock element) {
        TypeName java =
                ParameterizedTypeName.get(codec.container(), codec.element().java());
        return CodeBlock.builder()
                .addStatement("int count = in.count(1)")
                .addStatement("$T value = new $T<>(count)", java, codec.implementation())
                .beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("value.add($L)", element)
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

    private static CodeBlock read(Codec.Entries codec, CodeBlock key, CodeBlock content) {
        TypeName map = ParameterizedTypeName.get(
                ClassName.get(Map.class), codec.key().java(), codec.value().java());
        return CodeBlock.builder()
                .addStatement("int count = in.count(2)")
                .addStatement("$T value = new $T<>(count)", map, LinkedHashMap.class)
                .beginControlFlow("for (int i = 0; i < count; i++)")
                .addStatement("$T key = $L", codec.key().java(), key)
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
        CodeBlock creation = CodeBlock.of("new $T[in.count(1)]$L", leaf, moreDimensions);
        if (leaf instanceof ParameterizedTypeName generic) { // there are no generic arrays: a raw one, and a cast
            creation =
                    CodeBlock.of("($T) new $T[in.count(1)]$L", codec.type().java(), generic.rawType(), moreDimensions);
        }
        return CodeBlock.builder()
                .addStatement("$T value = $L", codec.type().java(), creation)
                .beginControlFlow("for (int i = 0; i < value.length; i++)")
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

    private CodeBlock element(SentType type) {
        return CodeBlock.of("in.getBoolean() ? $L : null", values.read(type));
    }

    private CodeBlock resolved(SentType type, int step) {
        return CodeBlock.of("in.getBoolean() ? $L : null", values.resolve(type, CodeBlock.of("$L", step)));
    }
}
