package dev.tern.rpc.client;

import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.settings.CodeValue;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one reference of a service sets otherwise than its contract does. Files, environment and system properties that say something of the same method or the same service are stronger. Used by one
 * thread, inside {@link RpcClient#refer}, where all values are checked.
 *
 * <p>A method is named by its name; with the parameter types if it is overloaded, {@code "place(NewOrder)"}.
 */
public final class ReferenceOptions {

    private @Nullable String group;
    private @Nullable String version;
    private @Nullable Object fallback;
    private Check check = Check.WARN;
    private Duration checkAfter = Duration.ofSeconds(5);
    private final Map<List<?>, CodeValue> values = new LinkedHashMap<>(); // by method and setting

    ReferenceOptions() {}

    /** Calls the providers of this group. */
    public ReferenceOptions group(String newGroup) {
        group = newGroup;
        return this;
    }

    /** Calls the providers of this version. */
    public ReferenceOptions version(String newVersion) {
        version = newVersion;
        return this;
    }

    /** Sets a value for all methods of the service. Where a method has one of its own, by its annotation say, that one counts. */
    public ReferenceOptions set(PolicySetting setting, String value) {
        return set(new CodeValue(null, setting, value));
    }

    /** Sets a value for a method. */
    public ReferenceOptions set(String method, PolicySetting setting, String value) {
        return set(new CodeValue(method, setting, value));
    }

    private ReferenceOptions set(CodeValue value) {
        values.put(List.of(value.method() == null ? "" : value.method(), value.setting()), value);
        return this;
    }

    /** Sets the deadline of all methods of the service, in whole milliseconds. */
    public ReferenceOptions deadline(Duration deadline) {
        return set(PolicySetting.DEADLINE, text(deadline));
    }

    /** Sets the deadline of a method, in whole milliseconds. */
    public ReferenceOptions deadline(String method, Duration deadline) {
        return set(method, PolicySetting.DEADLINE, text(deadline));
    }

    /** As settings are written; a fraction of a millisecond is kept, so that the check of the setting refuses it. */
    private static String text(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                        .movePointRight(3)
                        .add(BigDecimal.valueOf(duration.getNano(), 6))
                        .stripTrailingZeros()
                        .toPlainString()
                + "ms";
    }

    /** Sets how many attempts a call of an idempotent method has, the first included; 1 switches retries off. */
    public ReferenceOptions retry(String method, int maxAttempts) {
        return set(method, PolicySetting.RETRY_MAX_ATTEMPTS, Integer.toString(maxAttempts));
    }

    /** Sets how an endpoint is chosen: a constant of {@link dev.tern.rpc.LoadBalance}, or the name of a load balancer of the user's. */
    public ReferenceOptions loadBalance(String strategy) {
        return set(PolicySetting.LOAD_BALANCE, strategy);
    }

    /**
     * Answers calls that have failed, all their attempts included; stronger than {@link dev.tern.rpc.Fallback}.
     *
     * @param implementation of the contract; also where its {@code ...Async} twin is referred to
     */
    public ReferenceOptions fallback(Object implementation) {
        fallback = implementation;
        return this;
    }

    /** What it means if there is no provider that can be called within 5 s; {@link Check#WARN} unless set. */
    public ReferenceOptions check(Check newCheck) {
        check = newCheck;
        return this;
    }

    /** The same within another time, which is longer than zero. */
    public ReferenceOptions check(Check newCheck, Duration after) {
        if (after.isNegative() || after.isZero()) {
            throw new IllegalArgumentException("check: " + newCheck + " after " + after + " (expected: > PT0S)");
        }
        check = newCheck;
        checkAfter = after;
        return this;
    }

    Check check() {
        return check;
    }

    Duration checkAfter() {
        return checkAfter;
    }

    String groupOr(String contracts) {
        return group == null ? contracts : group;
    }

    String versionOr(String contracts) {
        return version == null ? contracts : version;
    }

    @Nullable
    Object fallback() {
        return fallback;
    }

    Collection<CodeValue> values() {
        return List.copyOf(values.values());
    }

    /** What distinguishes one reference of a service from another; of two that are equal in it the second is the first. */
    static final class Key {

        private final Class<?> contract;
        private final List<?> parts;
        private final @Nullable Object fallback;

        private Key(Class<?> contract, List<?> parts, @Nullable Object fallback) {
            this.contract = contract;
            this.parts = parts;
            this.fallback = fallback;
        }

        Class<?> contract() {
            return contract;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // two fallbacks are two, whatever they think of being equal
        public boolean equals(@Nullable Object other) {
            return other instanceof Key that
                    && contract == that.contract
                    && parts.equals(that.parts)
                    && fallback == that.fallback;
        }

        @Override
        public int hashCode() {
            return 31 * (31 * contract.hashCode() + parts.hashCode()) + System.identityHashCode(fallback);
        }
    }

    Key key(Class<?> contract, ServiceDescriptor service) {
        return new Key(
                contract,
                List.of(groupOr(service.group()), versionOr(service.version()), Map.copyOf(values)),
                fallback);
    }
}
