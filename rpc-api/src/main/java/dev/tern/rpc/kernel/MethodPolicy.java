package dev.tern.rpc.kernel;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a method is called: what its contract promises, and the values of all settings. Immutable.
 *
 * <p>What the contract alone decides, such as whether the method is idempotent, is no setting: no file can make a method be called twice.
 */
public final class MethodPolicy {

    /** No limit of the method's own. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** No parameter is the hash key. */
    public static final int NO_HASH_KEY = -1;

    private static final Set<PolicySetting> BREAKER =
            EnumSet.range(PolicySetting.BREAKER_FAILURE_RATE, PolicySetting.BREAKER_IGNORE_ON);

    /** Not idempotent, no limits, every setting as it is unless somebody sets it: a deadline of one second. */
    public static final MethodPolicy STANDARD = new MethodPolicy(new Draft());

    private final boolean idempotent;
    private final int maxRequestBytes;
    private final int maxResponseBytes;
    private final int hashKey;
    private final @Nullable Class<?> fallback;
    private final Set<String> fallbackAlsoOn;
    private final Map<PolicySetting, String> onService;
    private final Map<PolicySetting, String> onMethod;
    private final Map<PolicySetting, Object> values = new EnumMap<>(PolicySetting.class);

    private MethodPolicy(Draft draft) {
        idempotent = draft.idempotent;
        maxRequestBytes = positive("maxRequestBytes", draft.maxRequestBytes);
        maxResponseBytes = positive("maxResponseBytes", draft.maxResponseBytes);
        hashKey = draft.hashKey;
        fallback = draft.fallback;
        fallbackAlsoOn = draft.fallbackAlsoOn;
        onService = Collections.unmodifiableMap(draft.onService);
        onMethod = Collections.unmodifiableMap(draft.onMethod);
        for (PolicySetting setting : PolicySetting.values()) {
            String text = onMethod.getOrDefault(setting, onService.get(setting));
            if (text == null) {
                text = setting.standard().orElse(null);
            }
            if (text != null) {
                values.put(setting, setting.parse(text));
            }
        }
    }

    private static int positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
        return value;
    }

    /** A policy that is being made. */
    private static final class Draft {

        boolean idempotent;
        int maxRequestBytes = NO_LIMIT;
        int maxResponseBytes = NO_LIMIT;
        int hashKey = NO_HASH_KEY;

        @Nullable
        Class<?> fallback;

        Set<String> fallbackAlsoOn = Set.of();
        Map<PolicySetting, String> onService = new EnumMap<>(PolicySetting.class);
        Map<PolicySetting, String> onMethod = new EnumMap<>(PolicySetting.class);

        Draft() {}

        Draft(MethodPolicy from) {
            idempotent = from.idempotent;
            maxRequestBytes = from.maxRequestBytes;
            maxResponseBytes = from.maxResponseBytes;
            hashKey = from.hashKey;
            fallback = from.fallback;
            fallbackAlsoOn = from.fallbackAlsoOn;
            onService.putAll(from.onService);
            onMethod.putAll(from.onMethod);
        }
    }

    // ---------------------------------------------------------------- what the contract says

    /** The same for an idempotent method. */
    public MethodPolicy asIdempotent() {
        Draft draft = new Draft(this);
        draft.idempotent = true;
        return new MethodPolicy(draft);
    }

    /** The same with limits for the encoded messages. */
    public MethodPolicy withLimits(int newMaxRequestBytes, int newMaxResponseBytes) {
        Draft draft = new Draft(this);
        draft.maxRequestBytes = newMaxRequestBytes;
        draft.maxResponseBytes = newMaxResponseBytes;
        return new MethodPolicy(draft);
    }

    /** The same with the place of the parameter that is the hash key, from 0. */
    public MethodPolicy withHashKey(int parameter) {
        Draft draft = new Draft(this);
        draft.hashKey = parameter;
        return new MethodPolicy(draft);
    }

    /** The same with a class that answers failed calls and, besides, declared exceptions of the named classes. */
    public MethodPolicy withFallback(Class<?> implementation, String... alsoOn) {
        Draft draft = new Draft(this);
        draft.fallback = implementation;
        draft.fallbackAlsoOn = Set.of(alsoOn);
        return new MethodPolicy(draft);
    }

    /**
     * The same with what annotations of the contract's type set, each {@code "name = value"}; what those of the method set comes before.
     *
     * @throws IllegalArgumentException if a setting is not known or a value is not right
     */
    public MethodPolicy onService(String... settings) {
        Draft draft = new Draft(this);
        read(settings, draft.onService);
        return new MethodPolicy(draft);
    }

    /**
     * The same with what annotations of the method set, each {@code "name = value"}.
     *
     * @throws IllegalArgumentException if a setting is not known or a value is not right
     */
    public MethodPolicy onMethod(String... settings) {
        Draft draft = new Draft(this);
        read(settings, draft.onMethod);
        return new MethodPolicy(draft);
    }

    private static void read(String[] settings, Map<PolicySetting, String> into) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            String key = setting.substring(0, Math.max(0, equals)).strip();
            PolicySetting known = PolicySetting.of(key)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "setting: '" + setting + "' (expected: name = value, with a name of PolicySetting)"));
            into.put(known, setting.substring(equals + 1).strip());
        }
    }

    /**
     * The same with these values, whatever annotations say: what the settings of all sources come to.
     *
     * @throws IllegalArgumentException if a value is not right
     */
    public MethodPolicy with(Map<PolicySetting, String> merged) {
        Draft draft = new Draft(this);
        draft.onService.clear();
        draft.onMethod.clear();
        draft.onMethod.putAll(merged);
        return new MethodPolicy(draft);
    }

    /** What annotations of the contract's type set. */
    public Map<PolicySetting, String> onService() {
        return onService;
    }

    /** What annotations of the method set. */
    public Map<PolicySetting, String> onMethod() {
        return onMethod;
    }

    // ---------------------------------------------------------------- what follows

    /** Whether doing it twice has the effect of doing it once. */
    public boolean idempotent() {
        return idempotent;
    }

    /** The largest encoded request; {@link #NO_LIMIT} leaves it to the transport's limit. */
    public int maxRequestBytes() {
        return maxRequestBytes;
    }

    /** The largest encoded response; {@link #NO_LIMIT} leaves it to the transport's limit. */
    public int maxResponseBytes() {
        return maxResponseBytes;
    }

    /** The place of the parameter that is the hash key; {@link #NO_HASH_KEY} if there is none. */
    public int hashKey() {
        return hashKey;
    }

    /** What answers failed calls; null if nothing does. */
    public @Nullable Class<?> fallback() {
        return fallback;
    }

    /** Names of the declared exceptions that the fallback answers too. */
    public Set<String> fallbackAlsoOn() {
        return fallbackAlsoOn;
    }

    /** All attempts together; more than zero, at most 24 hours. */
    public Duration deadline() {
        return value(PolicySetting.DEADLINE, Duration.class);
    }

    /** How a call is tried again; with one attempt unless the method is idempotent. */
    @SuppressWarnings("unchecked") // as the settings' types say
    public RetryPolicy retry() {
        return new RetryPolicy(
                idempotent ? value(PolicySetting.RETRY_MAX_ATTEMPTS, Integer.class) : 1,
                value(PolicySetting.RETRY_BACKOFF, Duration.class),
                value(PolicySetting.RETRY_MAX_BACKOFF, Duration.class),
                value(PolicySetting.RETRY_MULTIPLIER, Double.class),
                value(PolicySetting.RETRY_JITTER, Double.class),
                value(PolicySetting.RETRY_ON, Set.class),
                value(PolicySetting.RETRY_ON_STATUS, Set.class),
                value(PolicySetting.RETRY_ABORT_ON, Set.class),
                value(PolicySetting.RETRY_ABORT_ON_STATUS, Set.class),
                (Duration) values.get(PolicySetting.RETRY_PER_ATTEMPT),
                value(PolicySetting.RETRY_BUDGET_RATIO, Double.class),
                value(PolicySetting.RETRY_BUDGET_PER_SECOND, Double.class));
    }

    /** How extra attempts are sent; null if none are: no delay is set, or the method is not idempotent. */
    public @Nullable HedgePolicy hedge() {
        Duration delay = (Duration) values.get(PolicySetting.HEDGE_DELAY);
        int maxExtra = value(PolicySetting.HEDGE_MAX_EXTRA, Integer.class);
        return delay == null || maxExtra == 0 || !idempotent ? null : new HedgePolicy(delay, maxExtra);
    }

    /** How circuit breakers decide; null if there are none. */
    @SuppressWarnings("unchecked") // as the settings' types say
    public @Nullable BreakerPolicy breaker() {
        if (!breakerEnabled()) {
            return null;
        }
        return new BreakerPolicy(
                value(PolicySetting.BREAKER_FAILURE_RATE, Double.class),
                value(PolicySetting.BREAKER_SLOW_CALL_RATE, Double.class),
                (Duration) values.get(PolicySetting.BREAKER_SLOW_CALL_DURATION),
                value(PolicySetting.BREAKER_WINDOW, Duration.class),
                value(PolicySetting.BREAKER_MINIMUM_CALLS, Integer.class),
                value(PolicySetting.BREAKER_WAIT_IN_OPEN, Duration.class),
                value(PolicySetting.BREAKER_HALF_OPEN_CALLS, Integer.class),
                value(PolicySetting.BREAKER_RECORD_ON, Set.class),
                value(PolicySetting.BREAKER_IGNORE_ON, Set.class));
    }

    /** Who sets any value of a breaker wants one, unless it is said otherwise. */
    private boolean breakerEnabled() {
        return isSet(PolicySetting.BREAKER_ENABLED)
                ? value(PolicySetting.BREAKER_ENABLED, Boolean.class)
                : BREAKER.stream().anyMatch(this::isSet);
    }

    private boolean isSet(PolicySetting setting) {
        return onMethod.containsKey(setting) || onService.containsKey(setting);
    }

    /** How many attempts may be under way; 0 for any number. */
    public int bulkhead() {
        return Objects.requireNonNullElse((Integer) values.get(PolicySetting.BULKHEAD_MAX_CONCURRENT), 0);
    }

    /** How many attempts may be made; null for any number. */
    public @Nullable RateLimitPolicy rateLimit() {
        return rateLimit(PolicySetting.RATE_LIMIT_PERMITS, PolicySetting.RATE_LIMIT_PERIOD);
    }

    private @Nullable RateLimitPolicy rateLimit(PolicySetting ofPermits, PolicySetting ofPeriod) {
        Integer permits = (Integer) values.get(ofPermits);
        return permits == null ? null : new RateLimitPolicy(permits, value(ofPeriod, Duration.class));
    }

    /** The name of the strategy by which an endpoint is chosen. */
    public String loadBalance() {
        return value(PolicySetting.LOAD_BALANCE, String.class);
    }

    /** Over which time an endpoint that comes in gets its full share. */
    public Duration slowStart() {
        return value(PolicySetting.SLOW_START, Duration.class);
    }

    /** When endpoints are left out; null if none are. */
    public @Nullable OutlierPolicy outlier() {
        if (!value(PolicySetting.OUTLIER_ENABLED, Boolean.class)) {
            return null;
        }
        return new OutlierPolicy(
                value(PolicySetting.OUTLIER_CONSECUTIVE_FAILURES, Integer.class),
                value(PolicySetting.OUTLIER_INTERVAL, Duration.class),
                value(PolicySetting.OUTLIER_BASE_EJECTION, Duration.class),
                value(PolicySetting.OUTLIER_MAX_EJECTION, Duration.class),
                value(PolicySetting.OUTLIER_MAX_EJECTED_SHARE, Double.class),
                value(PolicySetting.OUTLIER_SUCCESS_RATE_HOSTS, Integer.class),
                value(PolicySetting.OUTLIER_SUCCESS_RATE_VOLUME, Integer.class),
                value(PolicySetting.OUTLIER_SUCCESS_RATE_STDEV_FACTOR, Double.class),
                value(PolicySetting.OUTLIER_PANIC_THRESHOLD, Double.class));
    }

    // ---------------------------------------------------------------- what a provider follows

    /** How many calls of all methods the provider may have under way. */
    public int serverMaxConcurrentCalls() {
        return value(PolicySetting.SERVER_MAX_CONCURRENT_CALLS, Integer.class);
    }

    /** Whether that number adapts to how long calls take. */
    public boolean serverAdaptiveLimit() {
        return value(PolicySetting.SERVER_ADAPTIVE_LIMIT, Boolean.class);
    }

    /** How many calls of the method the provider may have under way; 0 for no limit of the method's own. */
    public int serverBulkhead() {
        return Objects.requireNonNullElse((Integer) values.get(PolicySetting.SERVER_BULKHEAD_MAX_CONCURRENT), 0);
    }

    /** How many calls of the method the provider takes; null for any number. */
    public @Nullable RateLimitPolicy serverRateLimit() {
        return rateLimit(PolicySetting.SERVER_RATE_LIMIT_PERMITS, PolicySetting.SERVER_RATE_LIMIT_PERIOD);
    }

    private <T> T value(PolicySetting setting, Class<T> type) {
        return type.cast(Objects.requireNonNull(values.get(setting), setting::key));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MethodPolicy that
                && idempotent == that.idempotent
                && maxRequestBytes == that.maxRequestBytes
                && maxResponseBytes == that.maxResponseBytes
                && hashKey == that.hashKey
                && Objects.equals(fallback, that.fallback)
                && fallbackAlsoOn.equals(that.fallbackAlsoOn)
                && onService.equals(that.onService)
                && onMethod.equals(that.onMethod);
    }

    @Override
    public int hashCode() {
        return Objects.hash(idempotent, maxRequestBytes, maxResponseBytes, hashKey, fallback, onService, onMethod);
    }

    @Override
    public String toString() {
        return (idempotent ? "idempotent, " : "") + values;
    }
}
