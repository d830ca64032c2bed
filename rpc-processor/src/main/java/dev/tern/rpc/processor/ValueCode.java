package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.contract.NumberArrays;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The code that writes or reads one value. Variables are {@code out} and {@code in}. */
final class ValueCode {

    static final ClassName OUTPUT = ClassName.get(RpcOutput.class);
    static final ClassName INPUT = ClassName.get(RpcInput.class);

    private final CodecNames names;

    ValueCode(CodecNames names) {
        this.names = names;
    }

    /** The statements that write what is not null and reserve room for it. */
    CodeBlock write(SentType type, String value) {
        CodeBlock.Builder code = CodeBlock.builder();
        if (type instanceof SentType.Primitive primitive) {
            code.addStatement("out.reserve($L)", reservation(0, List.of(primitive.kind())));
            code.addStatement("out.put$L($N)", primitive.kind().accessor(), value);
        } else if (type instanceof SentType.Box box) {
            code.addStatement("out.reserve($L)", reservation(0, List.of(box.kind())));
            code.addStatement("out.put$L($N)", box.kind().accessor(), value);
        } else if (type instanceof SentType.Text) {
            code.addStatement("out.putText($N)", value);
        } else if (type instanceof SentType.Bytes) {
            code.addStatement("out.putBytes($N)", value);
        } else if (type instanceof SentType.Library library) {
            code.addStatement("$T.write$L(out, $N)", library.codecs(), library.name(), value);
        } else if (type instanceof SentType.Custom custom) {
            code.addStatement("$L.write(out, $N)", names.of(custom), value);
        } else {
            code.addStatement("write$L(out, $N)", names.of((SentType.Coded) type), value);
        }
        return code.build();
    }

    /** The expression that reads what is not null. */
    CodeBlock read(SentType type) {
        if (type instanceof SentType.Primitive primitive) {
            return CodeBlock.of("in.get$L()", primitive.kind().accessor());
        } else if (type instanceof SentType.Box box) {
            return CodeBlock.of("in.get$L()", box.kind().accessor());
        } else if (type instanceof SentType.Text) {
            return CodeBlock.of("in.getText()");
        } else if (type instanceof SentType.Bytes) {
            return CodeBlock.of("in.getBytes()");
        } else if (type instanceof SentType.Library library) {
            return CodeBlock.of("$T.read$L(in)", library.codecs(), library.name());
        } else if (type instanceof SentType.Custom custom) {
            return CodeBlock.of("$L.read(in)", names.of(custom));
        }
        return CodeBlock.of("read$L(in)", names.of((SentType.Coded) type));
    }

    /** The expression that reads what is not null from another contract's writer, in a step of {@code plan}. */
    CodeBlock resolve(SentType type, CodeBlock step) {
        if (type instanceof SentType.Primitive primitive) {
            return number(primitive.kind(), step);
        } else if (type instanceof SentType.Box box) {
            return number(box.kind(), step);
        } else if (type instanceof SentType.Library library && library.isNumberArray()) {
            return CodeBlock.of("$T.read$L(in, plan.changed($L))", NumberArrays.class, library.name(), step);
        } else if (type instanceof SentType.Coded coded) {
            return CodeBlock.of("read$L(in, plan.changed($L))", names.of(coded), step);
        }
        return read(type);
    }

    /**
     * The expression of a value for which nothing is sent.
     *
     * @param given what stands for it if the writer does not have it; null if that is not said
     */
    CodeBlock absent(SentType type, int slot, @Nullable CodeBlock given) {
        if (given != null) {
            return type.nullable() ? CodeBlock.of("plan.lacks($L) ? $L : null", slot, given) : given;
        } else if (type instanceof SentType.Primitive primitive) {
            return CodeBlock.of("$L", primitive.kind() == PrimitiveKind.BOOLEAN ? "false" : "0");
        } else if (type instanceof SentType.Coded coded && names.empty(coded) != null) {
            return CodeBlock.of("plan.lacks($L) ? $L : null", slot, names.empty(coded));
        } else if (type instanceof SentType.Library library && library.name().startsWith("Optional")) {
            return CodeBlock.of("plan.lacks($L) ? $T.empty() : null", slot, library.java());
        }
        return CodeBlock.of("null");
    }

    private static CodeBlock number(PrimitiveKind kind, CodeBlock step) {
        boolean isNumber = kind != PrimitiveKind.BOOLEAN && kind != PrimitiveKind.CHAR;
        return isNumber
                ? CodeBlock.of("plan.get$L(in, $L)", kind.accessor(), step)
                : CodeBlock.of("in.get$L()", kind.accessor());
    }

    /** The most bytes that some bytes and these primitives take: {@code 3 + 2 * RpcOutput.MAX_INT}. */
    static CodeBlock reservation(int bytes, List<PrimitiveKind> primitives) {
        int fixed =
                bytes + primitives.stream().mapToInt(PrimitiveKind::fixedBytes).sum();
        List<CodeBlock> terms = new ArrayList<>();
        if (fixed > 0) {
            terms.add(CodeBlock.of("$L", fixed));
        }
        for (PrimitiveKind kind : List.of(PrimitiveKind.INT, PrimitiveKind.LONG)) {
            long count = primitives.stream().filter(kind::equals).count();
            if (count > 0) {
                terms.add(CodeBlock.of("$L$T.MAX_$L", count > 1 ? count + " * " : "", OUTPUT, kind));
            }
        }
        return terms.stream().collect(CodeBlock.joining(" + "));
    }
}
