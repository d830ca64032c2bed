package dev.tern.rpc.kernel;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Every value that says how calls are made, and which ones a provider takes: its name, what it may be, and what it is unless somebody sets it. Annotations, code, files and a
 * configuration centre all set the same ones, by the same names and with the same checks.
 */
public enum PolicySetting {
    /** All attempts together. */
    DEADLINE("deadline", SettingType.duration("1ms", "24h"), "1s"),

    /** Attempts of an idempotent method, the first included; 1 switches retries off. */
    RETRY_MAX_ATTEMPTS("retry.maxAttempts", SettingType.integer(1, 5), "3"),
    /** The pause before the second attempt. */
    RETRY_BACKOFF("retry.backoff", SettingType.duration("0ms", "1m"), "20ms"),
    /** The longest pause, before jitter. */
    RETRY_MAX_BACKOFF("retry.maxBackoff", SettingType.duration("0ms", "10m"), "500ms"),
    /** By how much each pause is longer than the one before. */
    RETRY_MULTIPLIER("retry.multiplier", SettingType.real(1, 10), "2"),
    /** By which part of itself a pause is made shorter or longer at random. */
    RETRY_JITTER("retry.jitter", SettingType.real(0, 1), "0.2"),
    /** Declared exceptions after which a call is tried again. */
    RETRY_ON("retry.retryOn", SettingType.classes(), ""),
    /** Failures after which a call is tried again. */
    RETRY_ON_STATUS("retry.retryOnStatus", SettingType.statuses(), "UNAVAILABLE"),
    /** Exceptions that end a call at once. */
    RETRY_ABORT_ON("retry.abortOn", SettingType.classes(), ""),
    /** Failures that end a call at once. */
    RETRY_ABORT_ON_STATUS("retry.abortOnStatus", SettingType.statuses(), ""),
    /** How long one attempt may take; as long as the call unless set. */
    RETRY_PER_ATTEMPT("retry.perAttempt", SettingType.duration("1ms", "24h"), null),
    /** Which part of the calls of a method may be retries and extra attempts, over the last 10 s. */
    RETRY_BUDGET_RATIO("retry.budgetRatio", SettingType.real(0, 1), "0.2"),
    /** How many retries and extra attempts a second are allowed beside that. */
    RETRY_BUDGET_PER_SECOND("retry.budgetPerSecond", SettingType.real(0, 10_000), "10"),

    /** How long an attempt may be unanswered before an extra one is sent; none is unless it is set. */
    HEDGE_DELAY("hedge.delay", SettingType.duration("0ms", "24h"), null),
    /** How many extra attempts there are at the most; 0 switches them off. */
    HEDGE_MAX_EXTRA("hedge.maxExtra", SettingType.integer(0, 4), "1"),

    /** Whether there are circuit breakers. */
    BREAKER_ENABLED("circuitBreaker.enabled", SettingType.flag(), "false"),
    /** The share of failures from which on a breaker opens. */
    BREAKER_FAILURE_RATE("circuitBreaker.failureRate", SettingType.share(1), "0.5"),
    /** The share of slow calls from which on a breaker opens. */
    BREAKER_SLOW_CALL_RATE("circuitBreaker.slowCallRate", SettingType.share(1), "1"),
    /** From which time on a call is slow; none is unless set. */
    BREAKER_SLOW_CALL_DURATION("circuitBreaker.slowCallDuration", SettingType.duration("1ms", "24h"), null),
    /** How long a call counts. */
    BREAKER_WINDOW("circuitBreaker.window", SettingType.duration("1s", "10m"), "10s"),
    /** With fewer calls in the window a breaker stays closed. */
    BREAKER_MINIMUM_CALLS("circuitBreaker.minimumCalls", SettingType.integer(1, 100_000), "20"),
    /** How long a breaker stays open before probes are sent. */
    BREAKER_WAIT_IN_OPEN("circuitBreaker.waitInOpen", SettingType.duration("1ms", "1h"), "5s"),
    /** How many probes decide. */
    BREAKER_HALF_OPEN_CALLS("circuitBreaker.halfOpenCalls", SettingType.integer(1, 1_000), "5"),
    /** Exceptions that count as failures besides the usual ones. */
    BREAKER_RECORD_ON("circuitBreaker.recordOn", SettingType.classes(), ""),
    /** Exceptions that do not count. */
    BREAKER_IGNORE_ON("circuitBreaker.ignoreOn", SettingType.classes(), ""),

    /** How many attempts of a method a consumer may have under way; as many as it likes unless set. */
    BULKHEAD_MAX_CONCURRENT("bulkhead.maxConcurrent", SettingType.integer(1, 1_000_000), null),
    /** How many attempts of a method a consumer may make in a period; as many as it likes unless set. */
    RATE_LIMIT_PERMITS("rateLimit.permits", SettingType.integer(1, 1_000_000_000), null),
    /** The period. */
    RATE_LIMIT_PERIOD("rateLimit.period", SettingType.duration("1ms", "1h"), "1s"),

    /** How an endpoint is chosen. */
    LOAD_BALANCE("loadBalance", SettingType.name(), "powerOfTwo"),

    /** Over which time an endpoint that comes in gets its full share; 0 at once. */
    SLOW_START("slowStart", SettingType.duration("0ms", "1h"), "30s", Scope.SERVICE),
    /** Whether endpoints that fail more than others are left out for a while. */
    OUTLIER_ENABLED("outlierDetection.enabled", SettingType.flag(), "true", Scope.SERVICE),
    /** After how many failures in a row an endpoint is left out. */
    OUTLIER_CONSECUTIVE_FAILURES(
            "outlierDetection.consecutiveFailures", SettingType.integer(1, 100_000), "5", Scope.SERVICE),
    /** How often success rates are compared. */
    OUTLIER_INTERVAL("outlierDetection.interval", SettingType.duration("100ms", "1h"), "10s", Scope.SERVICE),
    /** How long an endpoint is left out the first time; each further time as much longer. */
    OUTLIER_BASE_EJECTION("outlierDetection.baseEjection", SettingType.duration("100ms", "1h"), "30s", Scope.SERVICE),
    /** How long an endpoint is left out at the most. */
    OUTLIER_MAX_EJECTION("outlierDetection.maxEjection", SettingType.duration("100ms", "24h"), "5m", Scope.SERVICE),
    /** Which share of the endpoints may be left out at a time; never the last one. */
    OUTLIER_MAX_EJECTED_SHARE("outlierDetection.maxEjectedShare", SettingType.share(1), "1", Scope.SERVICE),
    /** With fewer endpoints than this success rates are not compared. */
    OUTLIER_SUCCESS_RATE_HOSTS(
            "outlierDetection.successRateMinimumHosts", SettingType.integer(2, 100_000), "5", Scope.SERVICE),
    /** An endpoint with fewer calls than this in an interval is not compared. */
    OUTLIER_SUCCESS_RATE_VOLUME(
            "outlierDetection.successRateRequestVolume", SettingType.integer(1, 1_000_000), "100", Scope.SERVICE),
    /** How many standard deviations below the mean success rate an endpoint is left out. */
    OUTLIER_SUCCESS_RATE_STDEV_FACTOR(
            "outlierDetection.successRateStdevFactor", SettingType.real(0, 10), "1.9", Scope.SERVICE),
    /** When fewer than this share of the endpoints is left, it does not matter which are left out. */
    OUTLIER_PANIC_THRESHOLD("outlierDetection.panicThreshold", SettingType.real(0, 1), "0.5", Scope.SERVICE),

    /** How many calls a provider may have under way, of all methods and consumers. */
    SERVER_MAX_CONCURRENT_CALLS(
            "server.maxConcurrentCalls", SettingType.integer(1, 1_000_000), "2000", Scope.APPLICATION),
    /** Whether that number adapts to how long calls take. */
    SERVER_ADAPTIVE_LIMIT("server.adaptiveLimit", SettingType.flag(), "true", Scope.APPLICATION),
    /** How many calls of a method a provider may have under way; no limit of the method's own unless set. */
    SERVER_BULKHEAD_MAX_CONCURRENT("server.bulkhead.maxConcurrent", SettingType.integer(1, 1_000_000), null),
    /** How many calls of a method a provider takes in a period; as many as come unless set. */
    SERVER_RATE_LIMIT_PERMITS("server.rateLimit.permits", SettingType.integer(1, 1_000_000_000), null),
    /** The period. */
    SERVER_RATE_LIMIT_PERIOD("server.rateLimit.period", SettingType.duration("1ms", "1h"), "1s");

    /** What the names of a provider's settings begin with. */
    private static final String SERVER = "server.";

    private static final Map<String, PolicySetting> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PolicySetting::key, Function.identity()));

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // a text and a function without state
    private final SettingType<?> type;

    private final @Nullable String standard;
    private final Scope scope;

    PolicySetting(String key, SettingType<?> type, @Nullable String standard) {
        this(key, type, standard, Scope.METHOD);
    }

    PolicySetting(String key, SettingType<?> type, @Nullable String standard, Scope scope) {
        this.key = key;
        this.type = type;
        this.standard = standard;
        this.scope = scope;
    }

    /** For what a setting can be set at the narrowest. */
    public enum Scope {
        /** Each method may have its own. */
        METHOD,
        /** All methods of a service share it. */
        SERVICE,
        /** All services of a program share it. */
        APPLICATION
    }

    /** The name in files: {@code retry.maxAttempts}. */
    public String key() {
        return key;
    }

    /** For what it can be set at the narrowest. */
    public Scope scope() {
        return scope;
    }

    /** Who follows it: the consumer that calls, or the provider; the names of a provider's begin with {@code server.}. */
    public Filter.Side side() {
        return key.startsWith(SERVER) ? Filter.Side.SERVER : Filter.Side.CLIENT;
    }

    /** What it is unless somebody sets it; empty if there is nothing then. */
    public Optional<String> standard() {
        return Optional.ofNullable(standard);
    }

    /** What it may be, in words. */
    public String expectation() {
        return type.expectation();
    }

    /**
     * Makes the value.
     *
     * @throws IllegalArgumentException for a text that is not right; the message names setting, text and expectation
     */
    public Object parse(String text) {
        Object value;
        try {
            value = type.parser().apply(text.strip());
        } catch (IllegalArgumentException e) {
            value = null;
        }
        if (value == null) {
            throw new IllegalArgumentException(key + ": '" + text + "' (expected: " + expectation() + ")");
        }
        return value;
    }

    /** The setting of that name. */
    public static Optional<PolicySetting> of(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    @Override
    public String toString() {
        return key;
    }
}
