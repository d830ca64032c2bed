package dev.tern.rpc.processor;

import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.processor.MethodModel.Policy;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the annotations of a method say, in words: {@code Deadline 500ms, idempotent, up to 3 attempts.} */
final class PolicyWords {

    private final MethodModel method;
    private final Policy policy;
    private final List<String> words = new ArrayList<>();

    private PolicyWords(MethodModel method) {
        this.method = method;
        this.policy = method.policy();
    }

    static String of(MethodModel method) {
        PolicyWords all = new PolicyWords(method);
        all.addPromises();
        all.addAttempts();
        all.addBreaker();
        all.addBounds();
        all.addEndpoint();
        return Names.capitalized(all.words.stream().collect(Collectors.joining(", "))) + ".";
    }

    private void addPromises() {
        if (method.kind() == MethodModel.Kind.ONE_WAY) {
            words.add("one-way");
        }
        words.add("deadline " + value(PolicySetting.DEADLINE));
        if (policy.idempotent()) {
            words.add("idempotent");
        }
        if (policy.maxRequestBytes() > 0) {
            words.add("request at most " + policy.maxRequestBytes() + " bytes");
        }
        if (policy.maxResponseBytes() > 0) {
            words.add("response at most " + policy.maxResponseBytes() + " bytes");
        }
    }

    private void addAttempts() {
        if (!policy.idempotent()) {
            return;
        }
        boolean isHedged = policy.sets(PolicySetting.HEDGE_DELAY)
                && !value(PolicySetting.HEDGE_MAX_EXTRA).equals("0");
        if (isHedged) {
            words.add("another attempt after " + value(PolicySetting.HEDGE_DELAY) + " without an answer (at most "
                    + value(PolicySetting.HEDGE_MAX_EXTRA) + " more)");
        } else if (policy.sets(PolicySetting.RETRY_MAX_ATTEMPTS)) {
            words.add("up to " + value(PolicySetting.RETRY_MAX_ATTEMPTS) + " attempts with pauses from "
                    + value(PolicySetting.RETRY_BACKOFF) + " to " + value(PolicySetting.RETRY_MAX_BACKOFF));
        }
        if (policy.sets(PolicySetting.RETRY_PER_ATTEMPT)) {
            words.add("each attempt at most " + value(PolicySetting.RETRY_PER_ATTEMPT));
        }
    }

    private void addBreaker() {
        if (!policy.sets(PolicySetting.BREAKER_ENABLED)) {
            return;
        }
        String slow = policy.sets(PolicySetting.BREAKER_SLOW_CALL_DURATION)
                ? " or " + percent(PolicySetting.BREAKER_SLOW_CALL_RATE) + " slow calls ("
                        + value(PolicySetting.BREAKER_SLOW_CALL_DURATION) + ")"
                : "";
        words.add("circuit breaker at " + percent(PolicySetting.BREAKER_FAILURE_RATE) + " failures" + slow + " in "
                + value(PolicySetting.BREAKER_WINDOW));
    }

    private void addBounds() {
        if (policy.sets(PolicySetting.BULKHEAD_MAX_CONCURRENT)) {
            words.add("at most " + value(PolicySetting.BULKHEAD_MAX_CONCURRENT) + " calls at once");
        }
        if (policy.sets(PolicySetting.RATE_LIMIT_PERMITS)) {
            words.add("at most " + value(PolicySetting.RATE_LIMIT_PERMITS) + " calls in "
                    + value(PolicySetting.RATE_LIMIT_PERIOD));
        }
        if (policy.fallback() != null) {
            words.add("fallback " + policy.fallback().type().simpleName());
        }
    }

    private void addEndpoint() {
        String key = policy.hashKey() == MethodPolicy.NO_HASH_KEY
                ? ""
                : " by '" + method.parameters().get(policy.hashKey()).name() + "'";
        if (policy.sets(PolicySetting.LOAD_BALANCE)) {
            words.add("endpoint by strategy " + value(PolicySetting.LOAD_BALANCE) + key);
        }
    }

    private String percent(PolicySetting share) {
        return new BigDecimal(value(share))
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString() + "%";
    }

    private String value(PolicySetting setting) {
        return policy.text(setting).or(setting::standard).orElse("none");
    }
}
