package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.kernel.RpcCall;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code Endpoints -> links}: many changes, and changes at the same time. */
class ChangesTest {

    private static String[] ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "host-" + i).toArray(String[]::new);
    }

    @Test
    void tenThousand_becomeReadyTogether_snapshotsAreMadeAFewTimes() {
        Cluster cluster = Cluster.with("loadBalance = firstOfAll");
        String[] ids = ids(10_000);
        cluster.found(100, ids);
        int before = FirstOfAll.PICKERS.get();
        RpcCall waits = cluster.call();
        for (String id : ids) {
            cluster.link(id).become(EndpointLink.State.READY);
        }
        cluster.advance(Duration.ofMillis(50));

        assertThat(FirstOfAll.PICKERS.get() - before).isBetween(1, 5);
        assertThat(waits.peer()).isNotNull();
        assertThat(cluster.invoker.toString()).startsWith("firstOfAll of 10000 endpoints [host-0:1, host-1:1, ");
        assertThat(cluster.endpoints.describe()).hasSizeLessThan(2000);
    }

    @Test
    void many_oneIsLost_isLeftOutSoon() {
        Cluster cluster = Cluster.with();
        cluster.found(100, ids(100));
        cluster.links.values().forEach(link -> link.become(EndpointLink.State.READY));
        cluster.advance(Duration.ofMillis(5));
        cluster.link("host-3").become(EndpointLink.State.REFUSED);
        cluster.advance(Duration.ofMillis(5));

        assertThat(cluster.picks(2000)).hasSize(100).containsEntry("host-3", 0);
    }

    @Test
    void changesAtOnceFromManyThreads_noEndpointIsLost() throws Exception {
        Cluster cluster = Cluster.with("loadBalance = roundRobin", "circuitBreaker.enabled = true");
        String[] ids = ids(32);
        cluster.found(100, ids);
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Future<?> looks = threads.submit(() -> {
                while (!stop.get()) {
                    cluster.endpoints.breakers().list();
                    cluster.endpoints.describe();
                }
            });
            List<Future<?>> moves = IntStream.range(0, 3)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int round = 0; round < 200; round++) {
                            for (int i = thread; i < ids.length; i += 3) {
                                cluster.link(ids[i]).become(EndpointLink.State.REFUSED);
                                cluster.link(ids[i]).become(EndpointLink.State.READY);
                            }
                        }
                    }))
                    .toList();
            for (Future<?> move : moves) {
                move.get(60, TimeUnit.SECONDS);
            }
            stop.set(true);
            looks.get(60, TimeUnit.SECONDS);
        } finally {
            stop.set(true);
            threads.shutdownNow();
        }
        assertThat(cluster.picks(320).values())
                .allSatisfy(count -> assertThat(count).isEqualTo(10));
    }
}
