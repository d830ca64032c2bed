package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.FieldSpec;
import com.palantir.javapoet.MethodSpec;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.io.EnumCodec;
import javax.lang.model.element.Modifier;

/** The constants that write and read enums. There is no {@code switch} over an enum: all of a class's tables for them stand in one initializer. */
final class EnumCode {

    private EnumCode() {}

    /** The constant. */
    static FieldSpec field(String name, Codec.Enumeration enumeration, CodeBlock initializer) {
        return FieldSpec.builder(codec(enumeration), name, Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)
                .initializer(initializer)
                .build();
    }

    /** The method that makes its value. */
    static MethodSpec method(String name, Codec.Enumeration enumeration, CodeBlock creation) {
        return MethodSpec.methodBuilder(name)
                .addModifiers(Modifier.PRIVATE, Modifier.STATIC)
                .returns(codec(enumeration))
                .addStatement("return $L", creation)
                .build();
    }

    /** {@code EnumCodec.of(State.class, "OPEN", "PAID")}. */
    static CodeBlock creation(Codec.Enumeration enumeration) {
        CodeBlock.Builder code = CodeBlock.builder();
        code.add("$T.of($T.class", EnumCodec.class, enumeration.type().java());
        enumeration.constants().forEach(constant -> code.add(",$W$S", constant));
        return code.add(")").build();
    }

    private static TypeName codec(Codec.Enumeration enumeration) {
        return ParameterizedTypeName.get(
                ClassName.get(EnumCodec.class), enumeration.type().java());
    }
}
