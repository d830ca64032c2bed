package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarningsTest {

    private final ManualLoop loop = new ManualLoop();
    private final Warnings warnings = new Warnings(loop);

    @Test
    void kind_thatWasToldOften_isSilentUntilThePeriodEnds() {
        assertThat(warnings.isDue("a", 2)).isTrue();
        assertThat(warnings.isDue("a", 2)).isTrue();
        assertThat(warnings.isDue("a", 2)).isFalse();
        assertThat(warnings.isDue("b", 1)).as("another kind").isTrue();

        loop.advance(Warnings.PERIOD);

        assertThat(warnings.isDue("a", 2)).isTrue();
    }
}
