package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code Hedge -> Retry -> Bulkhead -> hosts}, with real threads: all attempts are sent at once, and their answers, failures, the delays and an abort by the caller come
 * from different threads at the same moment.
 */
@Timeout(60)
class HedgeRaceTest {

    private static final int CALLS = 20_000;
    private static final CallInfo.Peer PEER = new CallInfo.Peer("10.0.0.7:20880", "");

    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final MethodStates states = new MethodStates(System::nanoTime);
    private final TimeAndChance time = TimeAndChance.ofSystem((task, delay) -> threads.execute(task));
    private final MethodDescriptor method = Scene.idempotent(
            "hedge.delay = 1ms",
            "hedge.maxExtra = 2",
            "bulkhead.maxConcurrent = 1000000",
            "retry.budgetRatio = 1",
            "retry.budgetPerSecond = 10000");

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void outcomes_atTheSameMoment_oneEndsTheCallAndNothingIsLeft() throws InterruptedException {
        PolicyListener listener = new PolicyListener() {};
        Invoker chain = new HedgeFilter(states, time, listener)
                .bind(
                        method,
                        new RetryFilter(states, time, listener)
                                .bind(method, new BulkheadFilter(states, listener).bind(method, this::host)));
        CountDownLatch done = new CountDownLatch(CALLS);
        Object[] outcomes = new Object[CALLS];
        RpcCall[] calls = new RpcCall[CALLS];
        for (int i = 0; i < CALLS; i++) {
            RpcCall call = TestCalls.call(method, CallContext.none(), System.nanoTime());
            call.deadline(System.nanoTime() + TimeUnit.SECONDS.toNanos(30));
            int number = i;
            calls[i] = call;
            call.whenDone(() -> {
                ended.incrementAndGet();
                outcomes[number] = TestCalls.outcome(call);
                if (outcomes[number] instanceof String) {
                    answered.incrementAndGet();
                }
                done.countDown();
            });
            chain.invoke(call);
            if (i % 3 == 0) {
                threads.execute(() -> call.abort(new RpcException(Status.CANCELLED, "given up")));
            }
        }
        assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

        assertThat(ended).hasValue(CALLS);
        for (int i = 0; i < CALLS; i++) {
            assertThat(TestCalls.outcome(calls[i])).isSameAs(outcomes[i]); // nothing came after the end
        }
        assertThat(answered).hasPositiveValue();
        assertThat(held).hasValue(0);
        assertThat(Objects.requireNonNull(states.bulkhead(method)).inUse()).isZero();
    }

    private void host(RpcCall call) {
        call.attempt(PEER);
        Held holder = new Held();
        held.incrementAndGet();
        if (call.heldBy(holder)) {
            boolean fails = ThreadLocalRandom.current().nextInt(3) == 0;
            threads.execute(() -> holder.end(call, fails));
        }
    }

    private final class Held implements Holder {

        void end(RpcCall call, boolean fails) {
            if (!call.releasedBy(this)) {
                return;
            }
            held.decrementAndGet();
            if (fails) {
                call.fail(new RpcException(Status.UNAVAILABLE, "lost"));
            } else {
                call.complete("book");
            }
        }

        @Override
        public RpcException abandon(RpcCall call, RpcException cause) {
            held.decrementAndGet();
            return cause;
        }
    }
}
