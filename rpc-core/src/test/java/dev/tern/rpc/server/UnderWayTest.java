package dev.tern.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnderWayTest {

    private static final int LIMIT = 3;

    private final UnderWay calls = new UnderWay();

    private boolean fits() {
        return calls.isWithin(LIMIT, calls.come());
    }

    @Test
    void call_beyondTheLimit_isNotWithinIt() {
        assertThat(fits()).isTrue();
        assertThat(fits()).isTrue();
        assertThat(fits()).isTrue();
        assertThat(fits()).isFalse();
        assertThat(calls.count()).isEqualTo(4);
    }

    @Test
    void call_afterOthersHaveLeft_isWithinTheLimitHoweverManyThereWere() {
        for (int i = 0; i < 1000; i++) {
            assertThat(fits()).isTrue();
            calls.leave();
        }
        assertThat(calls.count()).isZero();
    }

    @Test
    void call_refusedOnce_isWithinTheLimitAsSoonAsOneHasLeft() {
        for (int i = 0; i <= LIMIT; i++) {
            fits();
        }
        calls.leave(); // the one that was refused
        assertThat(fits()).isFalse();
        calls.leave();
        calls.leave();
        assertThat(fits()).isTrue();
    }

    /** Four threads let calls come and leave: those that are within the limit are never more than it says. */
    @Test
    void threads_thatComeAndLeave_areNeverMoreThanTheLimit() throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Thread thread = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                for (int call = 0; call < 50_000; call++) {
                    if (fits()) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                    }
                    calls.leave();
                }
            });
            thread.start();
            threads.add(thread);
        }
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(most.get()).isBetween(1, LIMIT);
        assertThat(calls.count()).isZero();
    }
}
