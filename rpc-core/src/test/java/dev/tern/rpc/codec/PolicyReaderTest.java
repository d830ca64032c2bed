package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.Status;
import dev.tern.rpc.codec.types.Policies;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.Details;
import dev.tern.rpc.kernel.BreakerPolicy;
import dev.tern.rpc.kernel.HedgePolicy;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.RateLimitPolicy;
import dev.tern.rpc.kernel.RetryPolicy;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What annotations come to, as the processor wrote it; that reading them at run time comes to the same is for {@link RuntimeContractTest}. */
class PolicyReaderTest {

    private static final String BUSY = "dev.tern.rpc.codec.types.Policies$Busy";

    private final ServiceDescriptor service = Captured.service(Policies.class);

    private MethodPolicy policy(String method) {
        return service.methods().stream()
                .filter(each -> each.name().equals(method))
                .map(MethodDescriptor::policy)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void type_withPolicies_setsThemForTheServiceAndNotForTheMethod() {
        MethodPolicy policy = policy("standard");
        assertThat(policy.onMethod()).isEmpty();
        assertThat(policy.onService())
                .containsEntry(PolicySetting.DEADLINE, "2s")
                .containsEntry(PolicySetting.HEDGE_DELAY, "30ms")
                .doesNotContainKey(PolicySetting.BREAKER_MINIMUM_CALLS);
        assertThat(policy.hedge()).as("not idempotent").isNull();
        assertThat(policy.deadline()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void hedge_ofTheType_coversIdempotentMethods() {
        MethodPolicy policy = policy("hedged");
        assertThat(policy.hedge()).isEqualTo(new HedgePolicy(Duration.ofMillis(30), 1));
        assertThat(policy.hashKey()).isZero();
        assertThat(policy.loadBalance()).isEqualTo("consistentHash");
    }

    @Test
    void retry_ofTheMethod_takesThePlaceOfTheTypesHedge() {
        MethodPolicy policy = policy("retried");
        assertThat(policy.hedge()).isNull();
        assertThat(policy.retry())
                .isEqualTo(new RetryPolicy(
                        5,
                        Duration.ofMillis(5),
                        Duration.ofSeconds(1),
                        1.5,
                        0.125,
                        Set.of(BUSY),
                        Set.of(Status.UNAVAILABLE, Status.ABORTED),
                        Set.of("java.lang.IllegalArgumentException", "java.lang.UnsupportedOperationException"),
                        Set.of(Status.INTERNAL),
                        Duration.ofMillis(100),
                        0.2,
                        10));
        assertThat(policy.hashKey()).isEqualTo(1);
        assertThat(policy.fallback()).isEqualTo(Policies.Down.class);
        assertThat(policy.fallbackAlsoOn()).containsExactlyInAnyOrder(BUSY, "java.io.FileNotFoundException");
    }

    @Test
    void annotation_ofTheMethod_takesThePlaceOfTheWholeAnnotationOfTheType() {
        MethodPolicy policy = policy("replaced");
        assertThat(policy.breaker())
                .isEqualTo(new BreakerPolicy(
                        0.5,
                        1,
                        Duration.ofHours(24),
                        Duration.ofSeconds(10),
                        5,
                        Duration.ofSeconds(1),
                        2,
                        Set.of(),
                        Set.of("java.util.concurrent.TimeoutException")));
        assertThat(policy.retry().retryOnStatus()).isEmpty();
        assertThat(policy.deadline()).isEqualTo(Duration.ofMinutes(1));
        assertThat(policy.loadBalance()).isEqualTo("roundRobin");
    }

    @Test
    void hedge_ofTheMethod_takesThePlaceOfTheTypesHedge() {
        assertThat(policy("hedgedItself").hedge()).isEqualTo(new HedgePolicy(Duration.ZERO, 3));
    }

    @Test
    void bounds_ofTheMethod_areItsOwn() {
        MethodPolicy policy = policy("bounded");
        assertThat(policy.bulkhead()).isEqualTo(8);
        assertThat(policy.rateLimit()).isEqualTo(new RateLimitPolicy(1000, Duration.ofMinutes(1)));
        assertThat(policy.maxRequestBytes()).isEqualTo(4096);
        assertThat(policy.maxResponseBytes()).isEqualTo(MethodPolicy.NO_LIMIT);
        assertThat(policy("sent").rateLimit()).isEqualTo(new RateLimitPolicy(10, Duration.ofSeconds(1)));
    }

    @Test
    void inheritedMethod_withoutItsOwn_isAsTheServiceSaysThenAsItsInterfaceSays() {
        MethodPolicy policy = policy("sharedAsIs");
        assertThat(policy.deadline()).as("the service's").isEqualTo(Duration.ofSeconds(2));
        assertThat(policy.hedge()).as("the service's").isNotNull();
        assertThat(policy.rateLimit()).isEqualTo(new RateLimitPolicy(7, Duration.ofSeconds(1)));
        assertThat(policy.retry().maxAttempts()).isEqualTo(4);
        assertThat(policy("shared").retry().maxAttempts()).isEqualTo(3);
        assertThat(policy("shared").retry().perAttempt())
                .as("as long as any call")
                .isEqualTo(Duration.ofHours(24));
        assertThat(policy("shared").hedge()).as("a retry stands nearer").isNull();
    }

    @Test
    void contract_withPolicies_tellsThemInItsResourceButNotToPeers() {
        ContractMethod retried = service.contract().get().methods().stream()
                .filter(method -> method.name().equals("retried"))
                .findFirst()
                .orElseThrow();
        assertThat(retried.details().get("policy.retry.maxAttempts")).isEqualTo("5");
        assertThat(retried.details().get("policy.circuitBreaker.window")).isEqualTo("30s");
        assertThat(retried.details().get("policy.fallback")).isEqualTo("dev.tern.rpc.codec.types.Policies$Down");
        assertThat(retried.details().get(Details.DEADLINE)).isEqualTo("2s");
        assertThat(retried.parameters().get(1).details().has("policy.hashKey")).isTrue();
        String forPeers = new String(ContractText.forPeers(service.contract().get()), StandardCharsets.UTF_8);
        assertThat(forPeers).contains("# deadline ").doesNotContain("policy.");
    }
}
