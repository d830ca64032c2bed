package dev.tern.rpc.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.support.TestCalls;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What clients and servers know, as meters of one registry. */
class GaugesTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private double open() {
        return registry.get("tern.client.breakers.open").gauge().value();
    }

    @Test
    void gauges_ofTwoClients_showTheirSumUntilEachIsClosed() {
        Gauges first = new Gauges(registry);
        Gauges second = new Gauges(registry);
        first.add(Measure.CLIENT_BREAKERS_OPEN, () -> 3, TestCalls.READ);
        second.add(Measure.CLIENT_BREAKERS_OPEN, () -> 4, TestCalls.READ);

        assertThat(open()).isEqualTo(7);
        first.close();
        assertThat(open()).isEqualTo(4);
        second.close();
        assertThat(registry.getMeters()).isEmpty();

        Gauges third = new Gauges(registry);
        third.add(Measure.CLIENT_BREAKERS_OPEN, () -> 5, TestCalls.READ);
        assertThat(open()).isEqualTo(5);
        third.close();
    }

    @Test
    void count_whenOneOfTwoServersCloses_doesNotFall() {
        AtomicInteger refused = new AtomicInteger(10);
        Gauges first = new Gauges(registry);
        Gauges second = new Gauges(registry);
        first.count(Measure.SERVER_REFUSALS, refused::get, "full");
        second.count(Measure.SERVER_REFUSALS, () -> 1, "full");
        first.close();
        refused.set(100);

        assertThat(registry.get("tern.server.refusals").functionCounter().count())
                .isEqualTo(11);
        second.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void highest_ofTwoClients_showsTheHighestThatHasAValue() {
        try (Gauges first = new Gauges(registry);
                Gauges second = new Gauges(registry)) {
            first.highest(Measure.CLIENT_REGISTRY_AGE, () -> Double.NaN, "shop.Shop");
            assertThat(registry.get("tern.client.registry.age").gauge().value()).isNaN();
            first.highest(Measure.CLIENT_REGISTRY_AGE, () -> 3, "shop.Shop");
            second.highest(Measure.CLIENT_REGISTRY_AGE, () -> 7, "shop.Shop");

            assertThat(registry.get("tern.client.registry.age").gauge().value()).isEqualTo(7);
        }
    }

    @Test
    void gauges_ofTwoRegistries_haveNothingToDoWithEachOther() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        try (Gauges here = new Gauges(registry);
                Gauges there = new Gauges(other);
                Gauges nowhere = new Gauges(null)) {
            here.add(Measure.SERVER_LIMIT, () -> 1);
            there.add(Measure.SERVER_LIMIT, () -> 2);
            nowhere.add(Measure.SERVER_LIMIT, () -> 4);

            assertThat(registry.get("tern.server.limit").gauge().value()).isEqualTo(1);
            assertThat(other.get("tern.server.limit").gauge().value()).isEqualTo(2);
        }
    }

    @Test
    void gauge_withoutAllLabels_isRefused() {
        try (Gauges gauges = new Gauges(registry)) {
            assertThatThrownBy(() -> gauges.count(Measure.SERVER_REFUSALS, () -> 1))
                    .hasMessage("tern.server.refusals: values [] (expected: one for each of [tern.reason])");
        }
    }
}
