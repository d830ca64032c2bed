package dev.tern.rpc.processor;

import com.palantir.javapoet.ClassName;
import com.palantir.javapoet.TypeName;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A method of a contract.
 *
 * @param name as in source
 * @param signature unique in the contract
 * @param number its place among the signatures
 * @param id its name where each method needs one of its own: as in source unless it is overloaded
 * @param constant the id in the writing of a constant
 * @param carrier the simple name of the class of its arguments
 * @param result what is answered, now or by a future; null for nothing
 * @param isVarargs whether the last parameter is {@code T...}
 * @param exceptions the declared ones, sorted by their qualified names
 * @param marks what else is told of it
 */
record MethodModel(
        String name,
        String signature,
        int number,
        String id,
        String constant,
        String carrier,
        Kind kind,
        Policy policy,
        List<Parameter> parameters,
        boolean isVarargs,
        @Nullable SentType result,
        List<ThrownException> exceptions,
        Marks marks) {

    /** The shape of a method. */
    enum Kind {
        /** Answers when it returns. */
        SYNCHRONOUS,
        /** Answers by a {@code CompletableFuture}. */
        ASYNCHRONOUS,
        /** Does not answer. */
        ONE_WAY
    }

    /** A parameter. */
    record Parameter(String name, SentType type, Marks marks) {}

    /** A declared exception. */
    record ThrownException(ClassName java, SentType.Coded type) {}

    /** The boxed result. */
    TypeName boxedResult() {
        return result == null ? ClassName.get(Void.class) : result.java().box();
    }

    /**
     * What the annotations say about how the method is called.
     *
     * @param onService what those of types set
     * @param onMethod what its own set
     * @param maxRequestBytes 0 unless given
     * @param maxResponseBytes 0 unless given
     * @param hashKey the place of the parameter, {@link MethodPolicy#NO_HASH_KEY} for none
     */
    record Policy(
            Map<PolicySetting, String> onService,
            Map<PolicySetting, String> onMethod,
            boolean idempotent,
            int maxRequestBytes,
            int maxResponseBytes,
            int hashKey,
            @Nullable Fallback fallback) {

        /** Nothing was said. */
        static final Policy STANDARD = new Policy(Map.of(), Map.of(), false, 0, 0, MethodPolicy.NO_HASH_KEY, null);

        /** What a setting is set to. */
        Optional<String> text(PolicySetting setting) {
            return Optional.ofNullable(onMethod.getOrDefault(setting, onService.get(setting)));
        }

        /** Whether a setting is set. */
        boolean sets(PolicySetting setting) {
            return text(setting).isPresent();
        }
    }

    /**
     * What answers failed calls.
     *
     * @param alsoOn the binary names of declared exceptions that it answers too, sorted
     */
    record Fallback(ClassName type, List<String> alsoOn) {}
}
