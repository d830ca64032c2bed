package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Hedge;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.Retry;
import dev.tern.rpc.Status;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicySettingTest {

    @ParameterizedTest
    @EnumSource
    void setting_itsStandard_isAValueOfIts(PolicySetting setting) {
        setting.standard().ifPresent(setting::parse);
        assertThat(PolicySetting.of(setting.key())).contains(setting);
    }

    @ParameterizedTest
    @CsvSource({
        "DEADLINE, 500ms, PT0.5S",
        "DEADLINE, 24h, PT24H",
        "RETRY_MAX_ATTEMPTS, 5, 5",
        "RETRY_JITTER, 0, 0.0",
        "BREAKER_FAILURE_RATE, 1, 1.0",
        "BREAKER_ENABLED, true, true",
        "LOAD_BALANCE, ' roundRobin ', roundRobin",
    })
    void parse_goodText_givesTheValue(PolicySetting setting, String text, String value) {
        assertThat(setting.parse(text)).hasToString(value);
    }

    @ParameterizedTest
    @CsvSource({
        "DEADLINE, 0ms",
        "DEADLINE, 25h",
        "DEADLINE, 500",
        "DEADLINE, -5ms",
        "DEADLINE, 1.5s",
        "RETRY_MAX_ATTEMPTS, 0",
        "RETRY_MAX_ATTEMPTS, 6",
        "RETRY_MAX_ATTEMPTS, three",
        "RETRY_JITTER, 1.1",
        "RETRY_JITTER, NaN",
        "BREAKER_FAILURE_RATE, 0",
        "BREAKER_FAILURE_RATE, 1.01",
        "BREAKER_ENABLED, yes",
        "RETRY_ON_STATUS, OK",
        "RETRY_ON_STATUS, UNAVAILABEL",
        "RETRY_ON, 'shop.Sold Out'",
        "LOAD_BALANCE, ''",
    })
    void parse_badText_namesSettingValueAndExpectation(PolicySetting setting, String text) {
        assertThatThrownBy(() -> setting.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(setting.key() + ": '" + text + "' (expected: " + setting.expectation() + ")");
    }

    @Test
    void parse_lists_areSets() {
        assertThat(PolicySetting.RETRY_ON_STATUS.parse("UNAVAILABLE, aborted"))
                .isEqualTo(Set.of(Status.UNAVAILABLE, Status.ABORTED));
        assertThat(PolicySetting.RETRY_ON.parse("shop.SoldOut,shop.Outer$Inner"))
                .isEqualTo(Set.of("shop.SoldOut", "shop.Outer$Inner"));
        assertThat(PolicySetting.RETRY_ON.parse("")).isEqualTo(Set.of());
    }

    static Stream<Method> attributes() {
        return Stream.of(Retry.class, Hedge.class, CircuitBreaker.class, RateLimit.class, LoadBalance.class)
                .flatMap(annotation -> Arrays.stream(annotation.getDeclaredMethods()));
    }

    /** What an annotation says unless it is said otherwise is what the setting is unless somebody sets it. */
    @ParameterizedTest
    @MethodSource("attributes")
    void setting_ofAnAnnotationsAttribute_hasItsNameAndDefault(Method attribute) {
        Class<?> annotation = attribute.getDeclaringClass();
        assertThat(annotation).isAssignableTo(Annotation.class);
        String simple = annotation.getSimpleName();
        String prefix = Character.toLowerCase(simple.charAt(0)) + simple.substring(1);
        PolicySetting setting = PolicySetting.of(prefix + "." + attribute.getName())
                .or(() -> PolicySetting.of(prefix))
                .orElseThrow();

        Object standard = attribute.getDefaultValue();

        if (standard instanceof Object[] many) {
            String names = Arrays.stream(many)
                    .map(one -> one instanceof Class<?> type ? type.getName() : String.valueOf(one))
                    .collect(Collectors.joining(","));
            assertThat(setting.parse(setting.standard().orElseThrow())).isEqualTo(setting.parse(names));
        } else if (standard != null && !standard.equals("")) {
            assertThat(setting.parse(setting.standard().orElseThrow())).isEqualTo(setting.parse(standard.toString()));
        } else if (standard != null) {
            assertThat(setting.standard()).isEmpty();
        }
    }

    @Test
    void policy_whatTheMethodSays_comesBeforeWhatTheServiceSays() {
        MethodPolicy policy = MethodPolicy.STANDARD
                .onMethod("deadline = 200ms")
                .onService("deadline = 500ms", "retry.maxAttempts = 2")
                .asIdempotent();

        assertThat(policy.deadline()).isEqualTo(Duration.ofMillis(200));
        assertThat(policy.retry().maxAttempts()).isEqualTo(2);
        assertThat(policy.with(policy.onMethod()).retry().maxAttempts()).isEqualTo(3);
    }

    @Test
    void policy_notIdempotent_isNeverTriedAgainOrHedged_whateverIsSet() {
        MethodPolicy policy = MethodPolicy.STANDARD.onMethod("retry.maxAttempts = 5", "hedge.delay = 10ms");

        assertThat(policy.retry().maxAttempts()).isEqualTo(1);
        assertThat(policy.hedge()).isNull();
        assertThat(policy.asIdempotent().retry().maxAttempts()).isEqualTo(5);
        assertThat(policy.asIdempotent().hedge()).isEqualTo(new HedgePolicy(Duration.ofMillis(10), 1));
    }

    @Test
    void policy_anyValueOfABreaker_switchesItOn_unlessItIsSwitchedOff() {
        MethodPolicy on = MethodPolicy.STANDARD.onService("circuitBreaker.failureRate = 0.3");

        assertThat(MethodPolicy.STANDARD.breaker()).isNull();
        assertThat(on.breaker())
                .isNotNull()
                .satisfies(breaker -> assertThat(breaker.failureRate()).isEqualTo(0.3));
        assertThat(on.onMethod("circuitBreaker.enabled = false").breaker()).isNull();
    }

    @Test
    void policy_unknownSetting_isRefused() {
        assertThatThrownBy(() -> MethodPolicy.STANDARD.onMethod("retries = 3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'retries = 3' (expected: name = value");
    }
}
