package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BulkheadTest {

    private final Bulkhead bulkhead = new Bulkhead(2);

    @Test
    void permits_allTaken_areRefusedUntilOneIsGivenBack() {
        assertThat(bulkhead.tryAcquire()).isTrue();
        assertThat(bulkhead.tryAcquire()).isTrue();
        assertThat(bulkhead.tryAcquire()).isFalse();
        assertThat(bulkhead.inUse()).isEqualTo(2);
        assertThat(bulkhead.maxConcurrent()).isEqualTo(2);

        bulkhead.release();

        assertThat(bulkhead.inUse()).isEqualTo(1);
        assertThat(bulkhead.tryAcquire()).isTrue();
    }

    @Test
    void resize_belowWhatIsOut_givesNoneUntilEnoughCameBack() {
        assertThat(bulkhead.tryAcquire()).isTrue();
        assertThat(bulkhead.tryAcquire()).isTrue();

        bulkhead.resize(1);
        bulkhead.release();
        assertThat(bulkhead.tryAcquire()).isFalse();
        bulkhead.release();
        assertThat(bulkhead.tryAcquire()).isTrue();
    }

    @Test
    void release_withoutAPermit_isRefusedAndChangesNothing() {
        assertThatThrownBy(bulkhead::release)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("permits in use: 0 (expected: one release for each permit)");
        assertThat(bulkhead.inUse()).isZero();
    }

    @Test
    void size_belowOne_isRefused() {
        assertThatThrownBy(() -> new Bulkhead(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxConcurrent: 0 (expected: >= 1)");
    }

    @Test
    void threads_takingAndGivingBack_areNeverMoreThanThePermits() throws Exception {
        Bulkhead single = new Bulkhead(1);
        AtomicInteger most = new AtomicInteger();
        Together.run(4, 500_000, () -> {
            if (single.tryAcquire()) {
                most.accumulateAndGet(single.inUse(), Math::max);
                single.release();
            }
        });

        assertThat(most.get()).isEqualTo(1);
        assertThat(single.inUse()).isZero();
    }
}
