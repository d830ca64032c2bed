package dev.tern.rpc.processor;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A method before it is known which place it has among the others.
 *
 * @param erasures the parameter types without type arguments
 */
record ParsedMethod(
        String name,
        List<Erasure> erasures,
        MethodModel.Kind kind,
        MethodModel.Policy policy,
        List<MethodModel.Parameter> parameters,
        boolean isVarargs,
        @Nullable SentType result,
        List<MethodModel.ThrownException> exceptions,
        Marks marks) {

    /**
     * A parameter type without type arguments.
     *
     * @param simple {@code Order[]}
     * @param qualified {@code dev.shop.Order[]}
     * @param word {@code OrderArray}
     */
    record Erasure(String simple, String qualified, String word) {}

    /** {@code place(NewOrder)}. */
    String simpleSignature() {
        return erasures.stream().map(Erasure::simple).collect(Collectors.joining(",", name + "(", ")"));
    }

    /** {@code place(dev.shop.NewOrder)}. */
    String qualifiedSignature() {
        return erasures.stream().map(Erasure::qualified).collect(Collectors.joining(",", name + "(", ")"));
    }

    /** The parameter types as the end of a name. */
    String parameterWords() {
        return erasures.stream().map(Erasure::word).collect(Collectors.joining());
    }

    MethodModel toModel(String signature, int number, String id, String constant, String carrier) {
        return new MethodModel(
                name,
                signature,
                number,
                id,
                constant,
                carrier,
                kind,
                policy,
                parameters,
                isVarargs,
                result,
                exceptions,
                marks);
    }
}
