package dev.tern.rpc.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.PolicyListener.Reason;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.support.TestCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

/** What policies tell, as counters. */
class PolicyMetersTest {

    private static final CallInfo.Peer ENDPOINT = new CallInfo.Peer("10.0.0.1:20880", "orders-1");
    private static final RpcException FAILURE = new RpcException(Status.UNAVAILABLE, "gone");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PolicyMeters meters = new PolicyMeters(registry);

    private double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    @Test
    void decisions_told_areCountedByMethodAndKind() {
        meters.retried(TestCalls.READ, Reason.POLICY, FAILURE);
        meters.retried(TestCalls.READ, Reason.POLICY, FAILURE);
        meters.retried(TestCalls.PLACE, Reason.BUSY, FAILURE);
        meters.budgetExhausted(TestCalls.READ);
        meters.hedged(TestCalls.READ);
        meters.fellBack(TestCalls.READ, FAILURE);
        meters.refused(TestCalls.READ, PolicySetting.RATE_LIMIT_PERMITS);
        meters.ejected("shop.Shop", ENDPOINT, "5 failures");
        meters.returned("shop.Shop", ENDPOINT);
        meters.settingRefused("file", "retry.maxAttempts", "-1");

        String[] read = {"rpc.method", "shop.Shop/read"};
        assertThat(count("tern.client.retries", "rpc.method", "shop.Shop/read", "tern.reason", "POLICY"))
                .isEqualTo(2);
        assertThat(count("tern.client.retries", "rpc.method", "shop.Shop/read", "tern.reason", "BUSY"))
                .isZero();
        assertThat(count("tern.client.retries", "rpc.method", "shop.Shop/place", "tern.reason", "BUSY"))
                .isEqualTo(1);
        assertThat(count("tern.client.retry.budget.exhausted", read)).isEqualTo(1);
        assertThat(count("tern.client.hedges", read)).isEqualTo(1);
        assertThat(count("tern.client.fallbacks", read)).isEqualTo(1);
        assertThat(count("tern.client.refusals", "tern.limit", "rateLimit.permits"))
                .isEqualTo(1);
        assertThat(count("tern.client.ejections", "tern.service", "shop.Shop")).isEqualTo(1);
        assertThat(count("tern.client.returns", "tern.service", "shop.Shop")).isEqualTo(1);
        assertThat(count("tern.settings.refused")).isEqualTo(1);
    }

    @Test
    void breaker_changed_isCountedByItsNewStateWhateverTheEndpoint() {
        for (int i = 0; i < 100; i++) {
            CallInfo.Peer endpoint = new CallInfo.Peer("10.0.0." + i + ":20880", "orders-" + i);
            meters.breakerChanged(TestCalls.READ, endpoint, "CLOSED", "OPEN", "50 % failed");
        }
        meters.breakerChanged(TestCalls.READ, ENDPOINT, "OPEN", "HALF_OPEN", "5 s have passed");

        assertThat(count("tern.client.breaker.transitions", "tern.breaker.state", "OPEN"))
                .isEqualTo(100);
        assertThat(count("tern.client.breaker.transitions", "tern.breaker.state", "HALF_OPEN"))
                .isEqualTo(1);
        assertThat(registry.getMeters())
                .noneMatch(meter -> meter.getId().toString().contains("10.0.0"));
    }
}
