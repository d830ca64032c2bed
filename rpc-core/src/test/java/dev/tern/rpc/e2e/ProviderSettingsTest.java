package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.Bulkhead;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.SettingsSource;
import dev.tern.rpc.server.RpcServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider whose limits come from a source that changes while calls run. */
class ProviderSettingsTest {

    private static final String SERVICE = "tern." + Later.class.getName() + ".";

    private final Loopback net = new Loopback();
    private final Source source = new Source();
    private final List<CompletableFuture<String>> held = new CopyOnWriteArrayList<>();
    private final Semaphore arrived = new Semaphore(0);

    @AfterEach
    void close() {
        net.close();
    }

    private static final class Source implements SettingsSource {

        private final Map<String, String> values = new TreeMap<>();
        private Runnable listener = () -> {};
        private boolean closed;

        void set(String name, String value) {
            values.put(name, value);
            listener.run();
        }

        @Override
        public String name() {
            return "centre";
        }

        @Override
        public Map<String, String> values() {
            return values;
        }

        @Override
        public void listen(Runnable told) {
            listener = told;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Answers when the test says so. */
    private final class Holding implements Later {

        @Override
        @Bulkhead(maxConcurrent = 2)
        public CompletableFuture<String> later(String text) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            held.add(answer);
            arrived.release();
            return answer;
        }
    }

    private Later hold(Later later, List<CompletableFuture<String>> answers) throws InterruptedException {
        answers.add(later.later("held"));
        assertThat(arrived.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
        return later;
    }

    private static void assertRefused(Later later, String why) {
        assertThat(later.later("one more"))
                .failsWithin(20, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(RpcException.class)
                .withMessageContaining(why);
    }

    @Test
    void bulkhead_changedWhileCallsHoldPermits_countsThem() throws Exception {
        RpcServer server = net.start(net.server().settings(source).provide(Later.class, new Holding()));
        Later later = net.refer(Later.class);
        List<CompletableFuture<String>> answers = new ArrayList<>();
        hold(hold(later, answers), answers);
        assertRefused(later, "bulkhead 2/2");

        source.set(SERVICE.replace(".Later.", ".Later#later.") + "server.bulkhead.maxConcurrent", "3");
        hold(later, answers);
        assertRefused(later, "bulkhead 3/3");
        assertThat(server.explain(Later.class.getName() + "#later"))
                .contains("server.bulkhead.maxConcurrent = 3")
                .contains("over @Bulkhead of " + Holding.class.getName() + " 2, default nothing");

        source.set(SERVICE.replace(".Later.", ".Later#later.") + "server.bulkhead.maxConcurrent", "1");
        assertRefused(later, "bulkhead 3/1");
        held.forEach(answer -> answer.complete("done"));
        for (CompletableFuture<String> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("done");
        }
        Awaitility.await().until(() -> server.admission().inFlight() == 0);
        hold(later, answers);
        assertRefused(later, "bulkhead 1/1");
    }

    @Test
    void limitOfAll_changedAtRunTime_holdsFromThenOn_andABadOneIsRefused() throws Exception {
        List<String> refused = new CopyOnWriteArrayList<>();
        source.set("tern.server.adaptiveLimit", "false");
        RpcServer server = net.start(net.server()
                .settings(source)
                .listener(new PolicyListener() {
                    @Override
                    public void settingRefused(String from, String name, String problem) {
                        refused.add(name);
                    }
                })
                .provide(Later.class, new Holding()));
        assertThat(server.admission().limit()).isEqualTo(2000);

        source.set("tern.server.maxConcurrentCalls", "1");
        assertThat(server.admission().limit()).isEqualTo(1);
        Later later = net.refer(Later.class);
        hold(later, new ArrayList<>());
        assertRefused(later, "set by server.maxConcurrentCalls of the provider");

        source.set("tern.server.maxConcurrentCalls", "0");
        assertThat(refused).containsExactly("tern.server.maxConcurrentCalls");
        assertThat(server.admission().limit()).isEqualTo(1);
        assertThat(server.explain(Later.class.getName()))
                .contains("    refused: centre: tern.server.maxConcurrentCalls = 0");

        source.set("tern.server.maxConcurrentCalls", "50");
        source.set("tern.server.adaptiveLimit", "true");
        assertThat(server.admission().limit()).isEqualTo(50);
        source.set("tern.server.maxConcurrentCalls", "5000");
        assertThat(server.admission().limit()).isEqualTo(1000); // as if it had been so from the beginning
    }

    @Test
    void start_withSettingsOfTheServerThatAreWrong_closesTheSource() {
        assertThatThrownBy(() -> net.server()
                        .settings(source)
                        .registry("nowhere://127.0.0.1:1")
                        .provide(Later.class, new Holding())
                        .start())
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(source.closed).isTrue();
    }

    @Test
    void builders_thatRefuse_closeTheSource() {
        assertThatThrownBy(() -> net.server().settings(source).start()).hasMessageContaining("services: none");
        assertThat(source.closed).isTrue();

        source.closed = false;
        assertThatThrownBy(() -> RpcClient.builder().settings(source).build())
                .hasMessageContaining("registry: not set");
        assertThat(source.closed).isTrue();
    }

    @Test
    void start_withMistakes_tellsAllOfThem() {
        source.set("tern.server.maxConcurrentCalls", "0");
        source.set(SERVICE + "server.rateLimit.permit", "5");

        assertThatThrownBy(() -> net.server()
                        .settings(source)
                        .set("server.rateLimit.period", "never")
                        .provide(Later.class, new Holding())
                        .start())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("settings: 3 errors")
                .hasMessageContaining("did you mean " + SERVICE + "server.rateLimit.permits?");
    }
}
