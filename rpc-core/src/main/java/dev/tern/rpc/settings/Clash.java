package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.OutlierPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.RateLimitPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that are right each by itself, and cannot be followed: they do not go together, or name something that is not there.
 *
 * @param expectations what would be right of each of the settings while the others stay; who is blamed first stands first
 */
record Clash(Map<PolicySetting, String> expectations) {

    /**
     * What cannot be followed of a policy.
     *
     * @param loadBalancers the names of all there are; if there are none, nobody knows
     */
    static List<Clash> of(MethodPolicy policy, Collection<String> loadBalancers) {
        List<Clash> all = new ArrayList<>();
        if (!loadBalancers.isEmpty() && !loadBalancers.contains(policy.loadBalance())) {
            all.add(new Clash(Map.of(
                    PolicySetting.LOAD_BALANCE,
                    "one of " + String.join(", ", loadBalancers)
                            + "; others are found by ServiceLoader as dev.tern.rpc.kernel.LoadBalancer")));
        }
        rate(policy.rateLimit(), PolicySetting.RATE_LIMIT_PERMITS, PolicySetting.RATE_LIMIT_PERIOD, all);
        rate(
                policy.serverRateLimit(),
                PolicySetting.SERVER_RATE_LIMIT_PERMITS,
                PolicySetting.SERVER_RATE_LIMIT_PERIOD,
                all);
        ejection(policy.outlier(), all);
        return all;
    }

    /** A limiter spaces permits by whole nanoseconds. */
    private static void rate(
            @Nullable RateLimitPolicy limit, PolicySetting permits, PolicySetting period, List<Clash> all) {
        if (limit != null && limit.period().toNanos() < limit.permits()) {
            add(
                    permits,
                    "at most one in a nanosecond of " + period + ", which is " + text(limit.period()),
                    period,
                    "at least a nanosecond for each of " + permits + ", which are " + limit.permits(),
                    all);
        }
    }

    private static void ejection(@Nullable OutlierPolicy outlier, List<Clash> all) {
        if (outlier != null && outlier.maxEjection().compareTo(outlier.baseEjection()) < 0) {
            add(
                    PolicySetting.OUTLIER_BASE_EJECTION,
                    "at most " + PolicySetting.OUTLIER_MAX_EJECTION + ", which is " + text(outlier.maxEjection()),
                    PolicySetting.OUTLIER_MAX_EJECTION,
                    "at least " + PolicySetting.OUTLIER_BASE_EJECTION + ", which is " + text(outlier.baseEjection()),
                    all);
        }
    }

    private static void add(
            PolicySetting first, String ofFirst, PolicySetting second, String ofSecond, List<Clash> all) {
        Map<PolicySetting, String> expectations = new LinkedHashMap<>();
        expectations.put(first, ofFirst);
        expectations.put(second, ofSecond);
        all.add(new Clash(expectations));
    }

    private static String text(Duration duration) {
        return duration.toMillis() + "ms";
    }

    /** The value to be corrected: the first one that somebody has set. */
    @Nullable
    Problem problem(Ranking ranking) {
        for (Map.Entry<PolicySetting, String> expectation : expectations.entrySet()) {
            Assignment first = ranking.first(expectation.getKey());
            if (first != null) {
                return first.problem(expectation.getValue());
            }
        }
        return null;
    }

    /**
     * What of a source is to be refused so that this is none: a value that counts and is new, else one that is gone.
     *
     * @return null if the source has changed nothing in it
     */
    @Nullable
    Problem refusal(Ranking ranking, Change change) {
        for (Map.Entry<PolicySetting, String> expectation : expectations.entrySet()) {
            Assignment first = ranking.first(expectation.getKey());
            if (first != null && change.isNew(first)) {
                return first.problem(expectation.getValue());
            }
        }
        for (Assignment gone : change.gone(ranking.service())) {
            String expectation = expectations.get(gone.setting());
            if (expectation != null) {
                Assignment left = ranking.first(gone.setting());
                return new Problem(
                        gone.source(),
                        gone.key(),
                        "nothing any more, which leaves "
                                + (left == null ? gone.setting().standard().orElse("nothing") : left.value()),
                        expectation);
            }
        }
        return null;
    }
}
