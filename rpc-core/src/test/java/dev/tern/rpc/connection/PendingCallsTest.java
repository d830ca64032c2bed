package dev.tern.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PendingCallsTest {

    private final PendingCalls pending = new PendingCalls(8);

    @Test
    void put_calls_idsRiseFromOne() {
        assertThat(pending.put(call())).isEqualTo(1);
        assertThat(pending.put(call())).isEqualTo(2);
        assertThat(pending.pass()).isEqualTo(3);
        assertThat(pending.put(call())).isEqualTo(4);
        assertThat(pending.count()).isEqualTo(3);
    }

    @Test
    void remove_id_givesTheAttemptOnce() {
        RpcCall call = call();
        int id = pending.put(call);

        assertThat(call.idAtHolder()).isEqualTo(id);
        assertThat(pending.remove(id)).isSameAs(call);
        assertThat(pending.remove(id)).isNull();
        assertThat(pending.count()).isZero();
    }

    @Test
    void remove_idThatWasNeverGiven_givesNothing() {
        int id = pending.put(call());

        for (int never : new int[] {0, -1, id + 8, id - 8, id + 16, Integer.MAX_VALUE, Integer.MIN_VALUE + id}) {
            assertThat(pending.remove(never)).isNull();
        }
        assertThat(pending.count()).isEqualTo(1);
    }

    @Test
    void put_manyWaiting_growsAndLosesNone() {
        List<RpcCall> calls = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            calls.add(call());
            pending.put(calls.get(i));
        }

        assertThat(pending.count()).isEqualTo(5000);
        for (RpcCall call : calls) {
            assertThat(pending.remove(call.idAtHolder())).isSameAs(call);
        }
        assertThat(pending.count()).isZero();
    }

    @Test
    void put_slotStillTaken_passesTheIdOver() {
        RpcCall slow = call();
        assertThat(pending.put(slow)).isEqualTo(1);
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            int id = pending.put(call());
            assertThat(id & 7).isNotEqualTo(1);
            ids.add(id);
            assertThat(pending.remove(id)).isNotNull();
        }

        assertThat(ids).hasSize(100);
        assertThat(pending.remove(1)).isSameAs(slow);
    }

    @Test
    void put_nearTheLargestNumber_goesOnWithNegativeIds() throws Exception {
        lastId(Integer.MAX_VALUE - 2);
        List<Integer> ids = new ArrayList<>();
        List<RpcCall> calls = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            calls.add(call());
            ids.add(pending.put(calls.get(i)));
        }

        assertThat(ids)
                .containsExactly(Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MIN_VALUE + 1);
        for (int i = 0; i < 4; i++) {
            assertThat(pending.remove(ids.get(i))).isSameAs(calls.get(i));
        }
    }

    @Test
    void put_afterMinusOne_skipsZero() throws Exception {
        lastId(-2);

        assertThat(pending.put(call())).isEqualTo(-1);
        assertThat(pending.put(call())).isEqualTo(1);
        lastId(-1);
        assertThat(pending.pass()).isEqualTo(1);
    }

    /** As many waiting as fill the slots up to where they are counted: a put must not look at all of them each time. */
    @Test
    void put_constantNumberWaiting_countsOnlyNowAndThen() throws Exception {
        for (int waiting : new int[] {1023, 1024, 1025, 4096, 16_384}) {
            PendingCalls calls = new PendingCalls(256);
            List<Integer> ids = new ArrayList<>();
            for (int i = 0; i < waiting; i++) {
                ids.add(calls.put(call()));
            }
            int looks = 0;
            for (int i = 0; i < 1000; i++) {
                assertThat(calls.remove(ids.set(i % waiting, 0))).isNotNull();
                int before = inUse(calls);
                ids.set(i % waiting, calls.put(call()));
                looks += inUse(calls) == before + 1 ? 0 : 1;
            }
            assertThat(looks).as(waiting + " waiting").isLessThanOrEqualTo(10);
        }
    }

    /** One event loop puts, other threads take out, while the slots grow: each call is taken exactly once. */
    @Test
    void remove_whileGrowing_losesAndDoublesNone() throws Exception {
        for (int round = 0; round < 50; round++) {
            PendingCalls calls = new PendingCalls(4);
            int n = 2000;
            ConcurrentLinkedQueue<RpcCall> put = new ConcurrentLinkedQueue<>();
            AtomicInteger taken = new AtomicInteger();
            AtomicBoolean wrong = new AtomicBoolean();
            CountDownLatch done = new CountDownLatch(2);
            for (int t = 0; t < 2; t++) {
                new Thread(() -> {
                            while (taken.get() < n && !wrong.get()) {
                                RpcCall call = put.poll();
                                if (call == null) {
                                    Thread.onSpinWait();
                                } else if (calls.remove(call.idAtHolder()) == call) {
                                    taken.incrementAndGet();
                                } else {
                                    wrong.set(true);
                                }
                            }
                            done.countDown();
                        })
                        .start();
            }
            for (int i = 0; i < n; i++) {
                RpcCall call = call();
                calls.put(call);
                put.add(call);
            }
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(wrong).isFalse();
            assertThat(calls.count()).isZero();
        }
    }

    /** Rises by one with each put, unless the slots were counted. */
    private static int inUse(PendingCalls calls) throws ReflectiveOperationException {
        Field field = PendingCalls.class.getDeclaredField("inUse");
        field.setAccessible(true);
        return field.getInt(calls);
    }

    private void lastId(int id) throws ReflectiveOperationException {
        Field field = PendingCalls.class.getDeclaredField("lastId");
        field.setAccessible(true);
        field.setInt(pending, id);
    }

    private static RpcCall call() {
        return TestCalls.call(TestCalls.PLACE);
    }
}
