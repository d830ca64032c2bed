package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.api.PaymentService;
import dev.tern.samples.shop.api.StockService;
import dev.tern.samples.shop.provider.ProviderMain;
import dev.tern.samples.shop.zookeeper.ZooKeeperMain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer in this process; ZooKeeper and two providers, of the stock service only, in processes of their own. */
class ProviderLeavesIT {

    private static final int CALLERS = 4;

    private Jvms jvms;
    private String registry;
    private RpcClient client;
    private Jvm first;

    @BeforeEach
    void start() throws Exception {
        jvms = new Jvms("provider-leaves");
        String port = jvms.start("zookeeper", ZooKeeperMain.class)
                .awaitOutput("^READY port=(\\d+)$")
                .group(1);
        registry = "zk://127.0.0.1:" + port + "/shop";
        first = jvms.start("provider-1", ProviderMain.class, registry, "stock");
        jvms.start("provider-2", ProviderMain.class, registry, "stock").awaitOutput("^READY");
        first.awaitOutput("^READY");
        client = RpcClient.builder().application("test").registry(registry).build();
    }

    @AfterEach
    void stop() {
        try {
            client.close();
        } finally {
            jvms.close();
        }
    }

    @Test
    void service_nobodyProvides_isUnavailableNamingServiceRegistryAndWhatWasFound() {
        PaymentService payments = client.refer(PaymentService.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> payments.charge("ada", null));

        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isTrue();
        assertThat(error)
                .hasMessageContaining(PaymentService.class.getName())
                .hasMessageContaining(registry + " (connected): 0 instances")
                .hasMessageContaining("endpoints: none");
    }

    /** The shutdown hook drains: not even a call that must not be repeated fails. */
    @Test
    void provider_getsASigterm_noCallFailsAndItEnds() throws Exception {
        StockService stock = client.refer(StockService.class);
        client.awaitReady(StockService.class, Duration.ofSeconds(20));
        Set<String> answered = ConcurrentHashMap.newKeySet();
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch bothAnswered = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Thread caller = new Thread(() -> {
                while (first.process().isAlive()) {
                    try {
                        stock.release(stock.reserve("teapot", 1));
                        answered.add(CallInfo.last().instance());
                    } catch (Exception e) {
                        failures.add(e);
                    }
                    if (answered.size() == 2) {
                        bothAnswered.countDown();
                    }
                }
            });
            caller.start();
            callers.add(caller);
        }
        assertThat(bothAnswered.await(20, TimeUnit.SECONDS)).isTrue();

        first.process().destroy();

        assertThat(first.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
        for (Thread caller : callers) {
            caller.join(20_000);
        }
        assertThat(failures).isEmpty();
        assertThat(first.text()).contains("has shut down");
    }
}
