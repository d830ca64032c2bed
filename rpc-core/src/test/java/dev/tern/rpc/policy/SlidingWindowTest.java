package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A window of 1 s in ten buckets; its clock begins shortly before {@link System#nanoTime()} overflows. */
class SlidingWindowTest {

    private static final long SECOND = 1_000_000_000;
    private static final long START = Long.MAX_VALUE - SECOND;

    private record Added(long bucket, long amount) {}

    private final SlidingWindow window = new SlidingWindow(2, SECOND, START);

    private void add(long at, long amount) {
        window.add(0, window.bucketOf(START + at), amount);
    }

    private long sum(long at) {
        return window.sum(0, window.bucketOf(START + at));
    }

    @Test
    void sum_withinTheWindow_holdsAllAdded() {
        add(0, 3);
        add(SECOND / 2, -5);

        assertThat(sum(SECOND - 1)).isEqualTo(-2);
    }

    @Test
    void sum_afterTheWindow_forgetsBucketByBucket() {
        add(0, 3);
        add(SECOND / 2, 4);

        assertThat(sum(SECOND)).isEqualTo(4);
        assertThat(sum(SECOND * 3 / 2 - 1)).isEqualTo(4);
        assertThat(sum(SECOND * 3 / 2)).isZero();
    }

    @Test
    void series_ofOneWindow_doNotMix() {
        window.add(1, 0, 7);

        assertThat(window.sum(0, 0)).isZero();
        assertThat(window.sum(1, 0)).isEqualTo(7);
    }

    @Test
    void writer_aRoundLate_changesNothing() {
        add(SECOND, 4);
        add(0, 100);

        assertThat(sum(SECOND)).isEqualTo(4);
    }

    @Test
    void bucket_leftAloneForDays_beginsAnew() {
        add(0, 3);
        long days = 100L * 24 * 3600 * SECOND;
        add(days, 1);

        assertThat(sum(days)).isEqualTo(1);
    }

    @Test
    void count_beyondItsBits_staysAtTheEnd() {
        long most = (1L << 35) - 1;
        add(0, most);
        add(0, 10);
        add(SECOND / 10, -most);
        add(SECOND / 10, -most);

        assertThat(sum(0)).isEqualTo(most);
        assertThat(sum(SECOND / 10)).isZero();
    }

    @Test
    void sum_ofRandomSteps_isThatOfAListOfAll() {
        Random random = new Random(7);
        List<Added> all = new ArrayList<>();
        long at = 0;
        for (int step = 0; step < 20_000; step++) {
            at += random.nextInt(50) == 0 ? random.nextLong(3 * SECOND) : random.nextLong(SECOND / 30);
            long bucket = at / (SECOND / 10);
            long amount = random.nextLong(-10, 20);
            add(at, amount);
            all.add(new Added(bucket, amount));
            all.removeIf(added -> added.bucket <= bucket - 10);
            assertThat(sum(at)).isEqualTo(all.stream().mapToLong(Added::amount).sum());
        }
    }

    /** All threads turn the ring together, each adding to the newest bucket: none of a bucket's counts is lost to its reset. */
    @Test
    void adders_whileTheRingTurns_loseNothing() throws Exception {
        int threads = 8;
        int each = 50_000;
        AtomicLong steps = new AtomicLong();
        Together.run(threads, each, () -> window.add(0, steps.getAndIncrement() / 1000, 1));
        long last = steps.get() / 1000 - 1;

        assertThat(window.sum(0, last)).isEqualTo(10_000);
    }
}
