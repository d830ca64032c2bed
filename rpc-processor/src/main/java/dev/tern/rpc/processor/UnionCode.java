package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import com.palantir.javapoet.NameAllocator;
import com.palantir.javapoet.ParameterizedTypeName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.ExactType;
import java.util.List;

/** The bodies of the methods that write and read a type that is one of others: the place of that among them, then it. The value is in {@code value}. */
final class UnionCode {

    private final CodecNames names;

    UnionCode(CodecNames names) {
        this.names = names;
    }

    CodeBlock write(Codec.Union union) {
        CodeBlock.Builder code = CodeBlock.builder().addStatement("out.reserve($T.MAX_INT)", ValueCode.OUTPUT);
        NameAllocator locals = new NameAllocator();
        List.of("out", "value").forEach(locals::newName);
        List<Codec.Leaf> leaves = union.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            Codec.Leaf leaf = leaves.get(i);
            TypeName java = leaf.type().java();
            String name = names.of(leaf.type());
            if (leaf.isFinal()) {
                String local = locals.newName(Names.uncapitalized(leaf.simpleName()));
                begin(code, i, CodeBlock.of("value instanceof $T $L", java, local));
                code.addStatement("out.putUnsigned($L)", i).addStatement("write$L(out, $L)", name, local);
            } else {
                begin(code, i, CodeBlock.of("value.getClass() == $T.class", raw(java)));
                CodeBlock cast = java.equals(union.type().java()) ? CodeBlock.of("") : CodeBlock.of("($T) ", java);
                code.addStatement("out.putUnsigned($L)", i).addStatement("write$L(out, $Lvalue)", name, cast);
            }
        }
        return code.nextControlFlow("else")
                .addStatement(
                        "throw $T.unknown(value, $T.class)",
                        ExactType.class,
                        raw(union.type().java()))
                .endControlFlow()
                .build();
    }

    private static void begin(CodeBlock.Builder code, int index, CodeBlock condition) {
        if (index == 0) {
            code.beginControlFlow("if ($L)", condition);
        } else {
            code.nextControlFlow("else if ($L)", condition);
        }
    }

    CodeBlock read(Codec.Union union) {
        CodeBlock.Builder code = CodeBlock.builder()
                .addStatement("int subtype = in.getUnsigned()")
                .beginControlFlow("return switch (subtype)");
        List<Codec.Leaf> leaves = union.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            code.addStatement("case $L -> read$L(in)", i, names.of(leaves.get(i).type()));
        }
        return code.addStatement(
                        "default -> throw new $T($S\n$>$>+ $T.toUnsignedString(subtype) + $S)$<$<",
                        DecodingException.class,
                        union.type().contract() + ": subtype ",
                        Integer.class,
                        " (expected: 0 to " + (leaves.size() - 1) + ")")
                .add("$<};\n")
                .build();
    }

    CodeBlock resolve(Codec.Union union) {
        CodeBlock.Builder code = CodeBlock.builder()
                .addStatement("int subtype = plan.subtype(in)")
                .beginControlFlow("return switch (plan.slot(subtype))");
        List<Codec.Leaf> leaves = union.leaves();
        for (int i = 0; i < leaves.size(); i++) {
            code.addStatement(
                    "case $L -> read$L(in, plan.changed(subtype))",
                    i,
                    names.of(leaves.get(i).type()));
        }
        return code.addStatement(
                        "default -> throw new $T($S + plan)", IllegalStateException.class, "plan of another type: ")
                .add("$<};\n")
                .build();
    }

    private static TypeName raw(TypeName type) {
        return type instanceof ParameterizedTypeName generic ? generic.rawType() : type;
    }
}
