package dev.tern.rpc.processor;

import com.palantir.javapoet.CodeBlock;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.processor.MethodModel.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The expression that makes the policy of a method. */
final class PolicyCode {

    private static final int MAX_IN_A_LINE = 3;

    private PolicyCode() {}

    static CodeBlock of(Policy policy) {
        List<CodeBlock> steps = steps(policy);
        boolean isShort = steps.size() == 1;
        CodeBlock.Builder code = CodeBlock.builder().add("$T.STANDARD", MethodPolicy.class);
        for (CodeBlock step : steps) {
            code.add(isShort ? "$L" : "\n$>$>$L$<$<", step);
        }
        return code.build();
    }

    private static List<CodeBlock> steps(Policy policy) {
        List<CodeBlock> steps = new ArrayList<>();
        addSettings("onService", policy.onService(), steps);
        addSettings("onMethod", policy.onMethod(), steps);
        if (policy.idempotent()) {
            steps.add(CodeBlock.of(".asIdempotent()"));
        }
        if (policy.maxRequestBytes() > 0 || policy.maxResponseBytes() > 0) {
            steps.add(CodeBlock.of(
                    ".withLimits($L, $L)", limit(policy.maxRequestBytes()), limit(policy.maxResponseBytes())));
        }
        if (policy.hashKey() != MethodPolicy.NO_HASH_KEY) {
            steps.add(CodeBlock.of(".withHashKey($L)", policy.hashKey()));
        }
        if (policy.fallback() != null) {
            CodeBlock.Builder step = CodeBlock.builder()
                    .add(".withFallback($T.class", policy.fallback().type());
            policy.fallback().alsoOn().forEach(name -> step.add(", $S", name));
            steps.add(step.add(")").build());
        }
        return steps;
    }

    private static void addSettings(String method, Map<PolicySetting, String> settings, List<CodeBlock> steps) {
        if (settings.isEmpty()) {
            return;
        }
        boolean isShort = settings.size() <= MAX_IN_A_LINE;
        CodeBlock all = settings.entrySet().stream()
                .map(setting -> CodeBlock.of("$S", setting.getKey().key() + " = " + setting.getValue()))
                .collect(CodeBlock.joining(isShort ? ", " : ",\n"));
        steps.add(CodeBlock.of(isShort ? ".$L($L)" : ".$L(\n$>$>$L$<$<)", method, all));
    }

    private static CodeBlock limit(int bytes) {
        return bytes > 0 ? CodeBlock.of("$L", bytes) : CodeBlock.of("$T.NO_LIMIT", MethodPolicy.class);
    }
}
