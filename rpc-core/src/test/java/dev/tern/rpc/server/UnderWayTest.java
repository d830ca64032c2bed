package dev.tern.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnderWayTest {

    private static final int LIMIT = 3;

    private final UnderWay calls = new UnderWay();

    private boolean fits() {
        return calls.isWithin(LIMIT, calls.come());
    }

    /** Two come while the last place but one is taken; the second is turned back, and leaves no room for the first. */
    @Test
    void call_thatLooksAfterALaterOneWasTurnedBack_isNotWithinTheLimit() {
        assertThat(calls.isWithin(1, calls.come())).isTrue();
        long first = calls.come();
        long second = calls.come();
        assertThat(calls.isWithin(1, second)).isFalse();
        calls.turnBack();

        assertThat(calls.isWithin(1, first)).isFalse();
        calls.turnBack();
        assertThat(calls.count()).isEqualTo(1);
        calls.leave();
        assertThat(calls.isWithin(1, calls.come())).isTrue();
    }

    /** Calls that come, look and leave or turn back one step at a time, in any order: all that threads could do. */
    @Test
    void calls_inAnyOrderOfSteps_areNeverMoreThanTheLimit() {
        Random random = new Random(11);
        for (int round = 0; round < 2_000; round++) {
            UnderWay those = new UnderWay();
            List<Long> came = new ArrayList<>();
            int inside = 0;
            int refused = 0;
            for (int step = 0; step < 100; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> came.add(those.come());
                    case 1 -> {
                        if (!came.isEmpty()) {
                            boolean within = those.isWithin(LIMIT, came.remove(random.nextInt(came.size())));
                            inside += within ? 1 : 0;
                            refused += within ? 0 : 1;
                        }
                    }
                    case 2 -> {
                        if (inside > 0) {
                            inside--;
                            those.leave();
                        }
                    }
                    default -> {
                        if (refused > 0) {
                            refused--;
                            those.turnBack();
                        }
                    }
                }
                assertThat(inside).isLessThanOrEqualTo(LIMIT);
                assertThat(those.count()).isEqualTo(inside + refused + came.size());
            }
        }
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
        calls.turnBack();
        assertThat(fits()).isFalse();
        calls.turnBack();
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
                        calls.leave();
                    } else {
                        calls.turnBack();
                    }
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
