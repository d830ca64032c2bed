package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.support.TestCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code a registry's listener -> LastGood -> files, and endpoints}, in virtual time; the executor runs what the test lets run. */
class LastGoodTest {

    private static final SnapshotText TEXT = new SnapshotText("web", "zk://h:1");

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final Map<String, FakeLink> links = new LinkedHashMap<>();
    private long wallMillis = 1;
    private final Endpoints endpoints =
            new Endpoints(TestCalls.SHOP, "", "", this::connect, time.asTimeAndChance(), new PolicyListener() {});

    private EndpointLink connect(CallInfo.Peer peer, Runnable changed) {
        FakeLink link = new FakeLink(peer, changed);
        links.put(peer.instance(), link);
        return link;
    }

    private LastGood open(Path in) {
        return new LastGood(new SnapshotFolder(in, TEXT), tasks::add, time.asTimeAndChance(), () -> wallMillis);
    }

    private void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
        runTasks();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private static List<Instance> instances(String... ids) {
        return Stream.of(ids)
                .map(id -> Instance.of(id, "shop", id + ":1", List.of(new ProvidedService("shop.Shop", "", "", 7))))
                .toList();
    }

    private List<Instance> kept() {
        KeptList list = new SnapshotFolder(folder, TEXT)
                .read(Long.MAX_VALUE, (file, problem) -> {})
                .get("shop.Shop");
        return list == null ? List.of() : list.instances();
    }

    /** An earlier process that heard of these. */
    private void before(String... ids) {
        LastGood earlier = open(folder);
        earlier.listener("shop.Shop", endpointsOfAnother()).found(instances(ids));
        advance(0);
        earlier.close();
        runTasks();
    }

    private Endpoints endpointsOfAnother() {
        return new Endpoints(TestCalls.SHOP, "", "", FakeLink::new, time.asTimeAndChance(), new PolicyListener() {});
    }

    // ---------------------------------------------------------------- start

    @Test
    void registryAnswersInTime_fileIsNotAsked() {
        before("old");
        Registry.Listener listener = open(folder).listener("shop.Shop", endpoints);
        runTasks();
        advance(499);
        listener.found(instances("new"));
        advance(1000);

        assertThat(links).containsOnlyKeys("new");
    }

    @Test
    void registryIsAway_filesEntriesServeAfterHalfASecond_untilItAnswers() {
        before("old", "both");
        Registry.Listener listener = open(folder).listener("shop.Shop", endpoints);
        runTasks();
        advance(499);
        assertThat(links).isEmpty();
        advance(1);
        assertThat(links).containsOnlyKeys("old", "both");
        links.values().forEach(link -> link.become(EndpointLink.State.READY));
        listener.found(instances("both", "new"));
        links.get("old").become(EndpointLink.State.REFUSED);

        assertThat(links.get("old").released).isTrue();
        assertThat(links.get("both").released).isFalse();
        assertThat(links).containsKey("new");
    }

    @Test
    void registryIsBackEmpty_connectedOnesStay_andTheFileKeepsThem() {
        before("a");
        Registry.Listener listener = open(folder).listener("shop.Shop", endpoints);
        advance(500);
        links.get("a").become(EndpointLink.State.READY);
        listener.found(List.of());
        advance(5000);

        assertThat(links.get("a").released).isFalse();
        assertThat(kept()).isEqualTo(instances("a"));
    }

    @Test
    void readingTheFileTakesLong_entriesServeOnceItIsRead() {
        before("a");
        open(folder).listener("shop.Shop", endpoints);
        time.advance(Duration.ofSeconds(2));
        assertThat(links).isEmpty();
        runTasks();

        assertThat(links).containsOnlyKeys("a");
    }

    @Test
    void noFile_registryAway_nothingHappens() {
        try (Logs logs = Logs.of("dev.tern")) {
            open(folder).listener("shop.Shop", endpoints);
            advance(5000);

            assertThat(links).isEmpty();
            assertThat(logs.events()).isEmpty();
        }
    }

    // ---------------------------------------------------------------- writing

    @Test
    void found_theCallersThreadTouchesNoFile() {
        LastGood lastGood = open(folder);
        lastGood.listener("shop.Shop", endpoints).found(instances("a"));
        time.advance(Duration.ZERO);
        assertThat(kept()).isEmpty();
        assertThat(links).containsOnlyKeys("a");
        runTasks();

        assertThat(kept()).isEqualTo(instances("a"));
        assertThat(lastGood.failures()).isZero();
    }

    @Test
    void found_manyChanges_areWrittenAtMostOnceASecond() {
        Registry.Listener listener = open(folder).listener("shop.Shop", endpoints);
        listener.found(instances("a0"));
        advance(0);
        for (int i = 1; i <= 99; i++) {
            listener.found(instances("a" + i));
            advance(10);
        }
        assertThat(kept()).isEqualTo(instances("a0"));
        advance(10);

        assertThat(kept()).isEqualTo(instances("a99"));
    }

    @Test
    void found_whileTheFileIsWritten_isWrittenASecondLater() {
        ArrayDeque<Runnable> atTheNextLook = new ArrayDeque<>();
        LastGood lastGood = new LastGood(new SnapshotFolder(folder, TEXT), tasks::add, time.asTimeAndChance(), () -> {
            if (!atTheNextLook.isEmpty()) {
                atTheNextLook.remove().run();
            }
            return 1;
        });
        Registry.Listener listener = lastGood.listener("shop.Shop", endpoints);
        listener.found(instances("a"));
        runTasks();
        atTheNextLook.add(() -> listener.found(instances("b"))); // the write asks for the time once it has its copy
        advance(0);
        assertThat(atTheNextLook).isEmpty();
        advance(999);
        assertThat(kept()).isEqualTo(instances("a"));
        advance(1);

        assertThat(kept()).isEqualTo(instances("b"));
    }

    @Test
    void found_theSameAgain_isNotWritten() throws Exception {
        before("a");
        Registry.Listener listener = open(folder).listener("shop.Shop", endpoints);
        runTasks();
        deleteAll();
        listener.found(instances("a"));
        advance(5000);

        assertThat(kept()).isEmpty();
    }

    @Test
    void servicesNotReferredTo_stayInTheFile() {
        before("a");
        open(folder).listener("shop.Other", endpointsOfAnother()).found(instances("b"));
        advance(5000);

        assertThat(kept()).isEqualTo(instances("a"));
    }

    @Test
    void servicesNotReferredTo_areForgottenAfter30Days() {
        before("a");
        wallMillis += Duration.ofDays(30).toMillis() + 1;
        LastGood lastGood = open(folder);
        Registry.Listener other = lastGood.listener("shop.Other", endpointsOfAnother());
        other.found(instances("b"));
        advance(0);
        assertThat(kept()).isEmpty();
        lastGood.listener("shop.Shop", endpoints);
        other.found(instances("c"));
        advance(5000);

        assertThat(kept()).isEqualTo(instances("a"));
    }

    @Test
    void heardByThisProcess_countsMoreThanAnyFile() {
        wallMillis = 1000;
        before("old");
        wallMillis = 1000 - 1;
        LastGood lastGood = open(folder);
        lastGood.listener("shop.Shop", endpointsOfAnother()).found(instances("new"));
        lastGood.listener("shop.Shop", endpoints);
        advance(500);

        assertThat(kept()).isEqualTo(instances("new"));
        assertThat(links).containsOnlyKeys("new");
    }

    @Test
    void withoutId_isNotKept() {
        Registry.Listener listener = open(folder).listener("shop.Shop", endpoints);
        listener.found(List.of(
                Instance.of("", "shop", "h:1", List.of()), instances("a").get(0)));
        advance(0);
        assertThat(kept()).isEqualTo(instances("a"));
        listener.found(List.of(Instance.of("", "shop", "h:1", List.of())));
        advance(5000);

        assertThat(kept()).isEqualTo(instances("a"));
    }

    @Test
    void close_whatIsNotWritten_isWritten() {
        LastGood lastGood = open(folder);
        Registry.Listener listener = lastGood.listener("shop.Shop", endpoints);
        listener.found(instances("a"));
        advance(0);
        listener.found(instances("b"));
        lastGood.close();
        runTasks();
        assertThat(kept()).isEqualTo(instances("b"));
        listener.found(instances("c"));
        advance(5000);

        assertThat(kept()).isEqualTo(instances("b"));
    }

    @Test
    void off_touchesNothing() {
        LastGood off = LastGood.off(time.asTimeAndChance());
        off.listener("shop.Shop", endpoints).found(instances("a"));
        advance(5000);
        off.close();

        assertThat(links).containsOnlyKeys("a");
        assertThat(folder).isEmptyDirectory();
    }

    // ---------------------------------------------------------------- what goes wrong

    @Test
    void cannotBeWritten_oneWarning_countedAndTriedAgainEachMinute() throws Exception {
        Path inTheWay = folder.resolve("registry");
        Files.writeString(inTheWay, "no folder");
        try (Logs logs = Logs.of("dev.tern")) {
            LastGood lastGood = open(inTheWay);
            Registry.Listener listener = lastGood.listener("shop.Shop", endpoints);
            listener.found(instances("a"));
            advance(0);
            assertThat(lastGood.failures()).isEqualTo(1);
            advance(59_000);
            assertThat(lastGood.failures()).isEqualTo(1);
            advance(1_000);
            advance(60_000);

            assertThat(lastGood.failures()).isEqualTo(3);
            assertThat(links).containsOnlyKeys("a");
            assertThat(logs.warnings()).singleElement().asString().contains(inTheWay.toString(), "calls go on");
            Files.delete(inTheWay);
            advance(60_000);
            assertThat(new SnapshotFolder(inTheWay, TEXT).read(Long.MAX_VALUE, (file, problem) -> {}))
                    .hasSize(1);
        }
    }

    @Test
    void damagedFiles_oneWarningAndGoodOnesServe() throws Exception {
        before("a");
        try (Stream<Path> files = Files.list(folder)) {
            Path good = files.filter(file -> file.toString().endsWith("-0.list"))
                    .findFirst()
                    .orElseThrow();
            for (int i = 1; i < 5; i++) {
                Files.writeString(Path.of(good.toString().replace("-0.list", "-" + i + ".list")), "damaged");
            }
        }
        try (Logs logs = Logs.of("dev.tern.rpc.cluster.LastGood")) {
            open(folder).listener("shop.Shop", endpoints);
            runTasks();
            assertThat(logs.warnings()).singleElement().asString().contains("is no snapshot", "calls go on");
            advance(500);
        }

        assertThat(links).containsOnlyKeys("a");
    }

    @Test
    void noThreadForTheWrite_isCountedAndTriedAgainAfterAMinute() {
        boolean[] full = {false};
        LastGood lastGood = new LastGood(
                new SnapshotFolder(folder, TEXT),
                task -> {
                    if (full[0]) {
                        throw new OutOfMemoryError("no thread");
                    }
                    tasks.add(task);
                },
                time.asTimeAndChance(),
                () -> 1);
        Registry.Listener listener = lastGood.listener("shop.Shop", endpoints);
        listener.found(instances("a"));
        advance(500);
        full[0] = true;
        listener.found(instances("b"));
        advance(999); // the second after the first write is not over
        assertThat(lastGood.failures()).isZero();
        advance(1);
        assertThat(lastGood.failures()).isEqualTo(1);
        full[0] = false;
        advance(60_000);

        assertThat(kept()).isEqualTo(instances("b"));
    }

    @Test
    void closedBeforeTheRegistryAnswers_fileIsNotAsked() {
        before("a");
        try (Logs logs = Logs.of("dev.tern")) {
            open(folder).listener("shop.Shop", endpoints);
            runTasks();
            endpoints.close();
            advance(500);

            assertThat(links).isEmpty();
            assertThat(logs.events()).isEmpty();
        }
    }

    @Test
    void executorClosed_callsGoOn() {
        LastGood lastGood = new LastGood(
                new SnapshotFolder(folder, TEXT),
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                time.asTimeAndChance(),
                () -> 1);
        lastGood.listener("shop.Shop", endpoints).found(instances("a"));
        time.advance(Duration.ofSeconds(5));

        assertThat(links).containsOnlyKeys("a");
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}
