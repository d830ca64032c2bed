package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.Scene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code Bulkhead -> a host} and {@code RateLimit -> a host}; and what is remembered of a method when its chain is built anew. */
class LimitFiltersTest {

    private final Scene scene = new Scene();
    private final MethodDescriptor bounded = plain("bulkhead.maxConcurrent = 2");
    private final MethodDescriptor limited = plain("rateLimit.permits = 2", "rateLimit.period = 100ms");

    @Test
    void bind_noLimitSet_isAbsent() {
        assertThat(scene.chain(plain(), scene.bulkhead(), scene.rateLimit())).isSameAs(scene.host);
    }

    @Test
    void bulkhead_full_refusesAtOnceAndTellsTheSetting() {
        scene.host.hangs().hangs();
        scene.invoke(bounded, scene.bulkhead());
        scene.invoke(bounded, scene.bulkhead());
        RpcCall third = scene.invoke(bounded, scene.bulkhead());

        assertThat(TestCalls.outcome(third)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error)
                    .hasMessageContaining("2 attempts are under way")
                    .hasMessageContaining("bulkhead.maxConcurrent");
        });
        assertThat(scene.events).containsExactly("refused bulkhead.maxConcurrent");
        assertThat(scene.host.arrivals()).hasSize(2);
    }

    @Test
    void bulkhead_everyEnd_givesThePermitBack() {
        scene.host.answers("book").fails(Scene.lost()).hangs().hangs();
        scene.invoke(bounded, scene.bulkhead());
        scene.invoke(bounded, scene.bulkhead());
        scene.invoke(bounded, scene.bulkhead()).abort(new RpcException(Status.CANCELLED, "given up"));
        scene.outcome(bounded, scene.bulkhead()); // ends at its deadline

        assertThat(inUse(bounded)).isZero();
    }

    @Test
    void bulkhead_abortOnItsWay_givesThePermitBackWhenTheWayEnds() {
        scene.host.ends(call -> {
            call.abort(new RpcException(Status.CANCELLED, "given up"));
            call.complete("too late");
        });
        scene.invoke(bounded, scene.bulkhead());

        assertThat(inUse(bounded)).isZero();
    }

    @Test
    void bulkhead_permit_isBackBeforeTheCallerSeesTheAnswer() {
        int[] seen = {-1};
        scene.host.answersAfter(10, "book");
        RpcCall call = scene.newCall(bounded);
        call.whenDone(() -> seen[0] = inUse(bounded));
        scene.chain(bounded, scene.bulkhead()).invoke(call);
        scene.timer.advanceMillis(10);

        assertThat(seen[0]).isZero();
    }

    private int inUse(MethodDescriptor method) {
        return Objects.requireNonNull(scene.states.bulkhead(method)).inUse();
    }

    @Test
    void rateLimit_spent_refusesAtOnceUntilThereAreMore() {
        scene.invoke(limited, scene.rateLimit());
        scene.invoke(limited, scene.rateLimit());
        RpcCall third = scene.invoke(limited, scene.rateLimit());

        assertThat(TestCalls.outcome(third)).isInstanceOfSatisfying(RpcException.class, error -> {
            assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining("2 attempts in 100 ms").hasMessageContaining("rateLimit.permits");
        });
        assertThat(scene.events).containsExactly("refused rateLimit.permits");
        scene.timer.advanceMillis(50);
        assertThat(TestCalls.outcome(scene.invoke(limited, scene.rateLimit()))).isEqualTo("book");
    }

    // ---------------------------------------------------------------- what outlives a chain

    @Test
    void state_sameValues_isTheSame() {
        MethodDescriptor otherDeadline = plain("bulkhead.maxConcurrent = 2", "deadline = 2s");

        assertThat(scene.states.bulkhead(otherDeadline)).isSameAs(scene.states.bulkhead(bounded));
        assertThat(scene.states.budget(otherDeadline)).isSameAs(scene.states.budget(bounded));
        assertThat(scene.states.rateLimiter(limited)).isSameAs(scene.states.rateLimiter(limited));
    }

    @Test
    void state_otherValuesOrAnotherMethod_isAnother() {
        assertThat(scene.states.bulkhead(plain("bulkhead.maxConcurrent = 3")))
                .isNotSameAs(scene.states.bulkhead(bounded));
        assertThat(scene.states.budget(TestCalls.READ)).isNotSameAs(scene.states.budget(TestCalls.PLACE));
        assertThat(scene.states.budget(plain("retry.budgetRatio = 0.5"))).isNotSameAs(scene.states.budget(plain()));
    }

    @Test
    void permit_takenBeforeTheLimitChanged_goesBackToItsGiver() {
        MethodDescriptor wider = plain("bulkhead.maxConcurrent = 3");
        scene.host.answersAfter(10, "old").answersAfter(10, "new");
        Bulkhead before = scene.states.bulkhead(bounded);
        scene.invoke(bounded, scene.bulkhead());
        Bulkhead after = scene.states.bulkhead(wider);
        scene.invoke(wider, scene.bulkhead());
        assertThat(before.inUse()).isOne();
        assertThat(after.inUse()).isOne();
        scene.timer.advanceMillis(10);

        assertThat(before.inUse()).isZero();
        assertThat(after.inUse()).isZero();
    }
}
