package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.local.Registries;
import dev.tern.rpc.server.RpcServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider says of its readiness and tags reaches consumers through the registry. */
class ProviderPresenceTest {

    private final Loopback net = new Loopback();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        net.close();
    }

    private String registry(String scheme) {
        return scheme.equals("file") ? "file:" + directory : net.registry();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void ready_switchedOffAndOn_stopsAndStartsTheCalls(String scheme) throws Exception {
        String registry = registry(scheme);
        RpcServer first = net.start(net.server().registry(registry).provide(Ask.class, text -> "first"));
        RpcServer second = net.start(net.server().registry(registry).provide(Ask.class, text -> "second"));
        Ask ask = refer(registry);
        await().atMost(20, TimeUnit.SECONDS).until(() -> answers(ask).size() == 2);

        first.ready(false);
        await().atMost(20, TimeUnit.SECONDS).until(() -> answers(ask).equals(Set.of("second")));

        first.ready(true);
        second.ready(false);
        await().atMost(20, TimeUnit.SECONDS).until(() -> answers(ask).equals(Set.of("first")));
    }

    private Ask refer(String registry) throws InterruptedException {
        RpcClient client = net.build(net.client().registry(registry));
        return Loopback.refer(client, Ask.class);
    }

    private static Set<String> answers(Ask ask) throws Exception {
        Set<String> answers = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            answers.add(ask.ask("?"));
        }
        return answers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void tags_reachTheRegistry(String scheme) {
        String registry = registry(scheme);
        List<List<Instance>> reports = new CopyOnWriteArrayList<>();
        try (Registry consumer = Registries.open(registry)) {
            consumer.subscribe(Ask.class.getName(), reports::add);
            RpcServer server = net.start(
                    net.server().registry(registry).tag("stable").tag("fast").provide(Ask.class, text -> text));
            await().atMost(20, TimeUnit.SECONDS).until(() -> tags(reports).equals(Set.of("stable", "fast")));

            server.tags("canary");
            await().atMost(20, TimeUnit.SECONDS).until(() -> tags(reports).equals(Set.of("canary")));

            server.close();
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> reports.get(reports.size() - 1).isEmpty());
            server.ready(true);
            server.tags("late");
        }
    }

    private static Set<String> tags(List<List<Instance>> reports) {
        List<Instance> last = reports.isEmpty() ? List.of() : reports.get(reports.size() - 1);
        return last.isEmpty() ? Set.of() : last.get(0).tags();
    }

    @Test
    void consumer_findsAProviderInAList() throws Exception {
        RpcServer server = net.start(net.server().provide(Ask.class, text -> "listed"));
        Path list = directory.resolve("providers");
        Files.writeString(list, "# by hand\n127.0.0.1:" + server.port() + "\n");

        assertThat(refer("file:" + list).ask("?")).isEqualTo("listed");
    }

    @Test
    void tag_thatIsNoName_isRefused() {
        RpcServer server = net.start(net.server().provide(Ask.class, text -> text));

        assertThatThrownBy(() -> net.server().tag("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("tag: 'a b' (expected: ");
        assertThatThrownBy(() -> server.tags("ok", "")).isInstanceOf(IllegalArgumentException.class);
    }
}
