package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbesTest {

    private final Probes probes = new Probes(1, 0);

    @Test
    void outcomes_ofEachKind_areCountedApart() {
        Probes many = new Probes(1_000_000, 0);
        long outcomes = 0;
        for (int i = 0; i < 1_000_000; i++) {
            outcomes = many.ended(true, i % 2 == 0, i);
        }

        assertThat(Probes.count(outcomes)).isEqualTo(1_000_000);
        assertThat(Probes.failed(outcomes)).isEqualTo(1_000_000);
        assertThat(Probes.slow(outcomes)).isEqualTo(500_000);
    }

    @Test
    void silence_beginsWithTheLatestProbe_whoeverTellsLast() {
        probes.take(10);
        probes.giveBack(30);
        probes.take(20);

        assertThat(probes.silentNanos(40)).isEqualTo(10);
    }

    @Test
    void threads_takingTheOneProbe_neverHoldTwo() throws Exception {
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Together.run(8, 50_000, () -> {
            if (probes.take(0)) {
                most.accumulateAndGet(out.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                out.decrementAndGet();
                probes.giveBack(0);
            }
        });

        assertThat(most.get()).isEqualTo(1);
        assertThat(probes.areLeft()).isTrue();
        assertThat(probes.take(0)).isTrue();
        assertThat(probes.areLeft()).isFalse();
    }
}
