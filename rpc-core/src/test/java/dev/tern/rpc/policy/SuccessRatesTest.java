package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SuccessRatesTest {

    @Test
    void limit_ofEnvoysExample_is52() {
        SuccessRates rates = SuccessRates.of(List.of(0.5, 1.0, 1.0, 1.0, 1.0), 1.9);

        assertThat(rates.mean()).isCloseTo(0.9, Offset.offset(1e-12));
        assertThat(rates.deviation()).isCloseTo(0.2, Offset.offset(1e-12));
        assertThat(rates.threshold()).isCloseTo(0.52, Offset.offset(1e-12));
        assertThat(rates.isOutlier(0.5)).isTrue();
        assertThat(rates.isOutlier(0.53)).isFalse();
    }

    @Test
    void equalRates_whateverTheyAre_haveNoOutlier() {
        for (int hosts = 1; hosts < 60; hosts++) {
            for (int calls = 0; calls <= 997; calls++) {
                double rate = calls / 997.0;
                assertThat(SuccessRates.of(Collections.nCopies(hosts, rate), 0).isOutlier(rate))
                        .isFalse();
            }
        }
    }
}
