package dev.tern.rpc.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.support.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A provider's and a consumer's registry at one path, with one clock and turns by hand. */
class FileRegistryTest {

    private static final String ORDERS = "shop.OrderService";
    private static final Instance ONE = instance("orders-1");
    private static final Instance TWO = instance("orders-2");

    @TempDir
    Path above;

    private Path path;
    private long now;
    private final List<List<Instance>> reports = new ArrayList<>();
    private final List<ManualLoop> loops = new ArrayList<>();
    private final List<FileRegistry> registries = new ArrayList<>();
    private FileRegistry provider;
    private FileRegistry consumer;

    private static Instance instance(String id) {
        return Instance.of(id, "orders", "127.0.0.1:20880", List.of(new ProvidedService(ORDERS, "", "", 1)));
    }

    @BeforeEach
    void open() {
        path = above.resolve("providers");
        provider = open(path);
        consumer = open(path);
        consumer.subscribe(ORDERS, reports::add);
    }

    private FileRegistry open(Path where) {
        ManualLoop loop = new ManualLoop();
        FileRegistry registry = new FileRegistry(RegistryUri.parse("file:" + where), where, loop, () -> now);
        loops.add(loop);
        registries.add(registry);
        return registry;
    }

    /** A second, and a turn of each. */
    private void second() {
        now += Duration.ofSeconds(1).toNanos();
        loops.forEach(ManualLoop::run);
        registries.forEach(registry -> registry.turn(true));
    }

    private void seconds(int count) {
        for (int i = 0; i < count; i++) {
            second();
        }
    }

    private Path file(Instance instance) {
        return path.resolve("orders").resolve(instance.id() + ".instance");
    }

    private void register() throws IOException {
        Files.createDirectory(path);
        provider.register(ONE);
        seconds(2);
        assertThat(reports).containsExactly(List.of(ONE));
    }

    @Test
    void path_thatIsMissing_isNobodyYet_untilItIsThere() throws Exception {
        Registry.Registration registration = provider.register(ONE);
        seconds(3);
        assertThat(reports).isEmpty();
        assertThat(path).doesNotExist();
        assertThat(consumer.state().reached()).isFalse();
        assertThat(consumer.state().text()).isEqualTo("is not there");
        assertThat(registration.registered().toCompletableFuture()).isNotDone();

        Files.createDirectory(path);
        seconds(2);

        assertThat(reports.get(reports.size() - 1)).containsExactly(ONE);
        assertThat(registration.registered().toCompletableFuture()).isDone();
        assertThat(consumer.state().reached()).isTrue();
    }

    @Test
    void file_holdsTheTextOfTheInstanceAndItsLease() throws Exception {
        register();

        assertThat(file(ONE)).hasContent(ONE.format() + "lease=60\n");
        try (Stream<Path> files = Files.list(path.resolve("orders"))) {
            assertThat(files).containsExactly(file(ONE));
        }
    }

    /** A link to itself: it is listed, and cannot be read. */
    @Test
    void trouble_ofAFileThatGoesAndComes_isForgottenAndToldAgain() throws Exception {
        register();
        try (Logs logs = Logs.of("dev.tern.rpc.registry.file.Troubles")) {
            for (int i = 0; i < 2; i++) {
                Files.createSymbolicLink(file(TWO), file(TWO).getFileName());
                seconds(3);
                Files.delete(file(TWO));
                seconds(3);
            }

            assertThat(logs.warnings()).hasSize(2).allMatch(line -> line.contains("orders-2.instance"));
        }
    }

    @Test
    void directory_thatIsWiped_keepsWhatIsKnownAndIsMadeGood() throws Exception {
        register();
        Files.delete(file(ONE));
        Files.delete(path.resolve("orders"));

        second();
        assertThat(consumer.state().reached()).isFalse();
        assertThat(consumer.state().text()).startsWith("has lost the directories of all applications");
        seconds(10);

        assertThat(file(ONE)).exists();
        assertThat(reports).containsExactly(List.of(ONE));
        assertThat(provider.state().repairs()).isEqualTo(1);
        assertThat(consumer.state().reached()).isTrue();
    }

    @Test
    void directory_thatHasAnotherFileInsteadOfItsApplications_keepsWhatIsKnown() throws Exception {
        register();
        registries.remove(provider);
        Files.move(path, above.resolve("disk"));
        Files.createDirectory(path);
        Files.writeString(path.resolve("README"), "mount the disk here");
        Files.createDirectory(path.resolve("lost"));

        seconds(3);

        assertThat(reports).containsExactly(List.of(ONE));
        assertThat(consumer.state().reached()).isFalse();
        Files.createDirectory(path.resolve("orders"));
        second();
        assertThat(reports).containsExactly(List.of(ONE), List.of());
        assertThat(consumer.state().reached()).isTrue();
    }

    /** The link is listed, but there is nothing behind it, as when a disk goes away after it was listed. */
    @Test
    void applications_thatVanishDuringALook_keepWhatIsKnown() throws Exception {
        Path disk = Files.createDirectory(above.resolve("disk"));
        Files.createDirectory(path);
        Files.createSymbolicLink(path.resolve("orders"), disk);
        provider.register(ONE);
        seconds(2);
        Files.move(disk, above.resolve("elsewhere"));

        seconds(3);

        assertThat(reports).containsExactly(List.of(ONE));
        assertThat(consumer.state().reached()).isFalse();
    }

    @Test
    void file_thatIsAlteredOrRemoved_isMadeGood() throws Exception {
        register();
        Files.writeString(file(ONE), TWO.format());
        seconds(10);
        assertThat(file(ONE)).hasContent(ONE.format() + "lease=60\n");
        Files.delete(file(ONE));
        seconds(10);

        assertThat(file(ONE)).hasContent(ONE.format() + "lease=60\n");
        assertThat(provider.state().repairs()).isEqualTo(2);
        assertThat(reports.get(reports.size() - 1)).containsExactly(ONE);
    }

    @Test
    void provider_thatLives_staysForEver() throws Exception {
        register();

        seconds(600);

        assertThat(reports).containsExactly(List.of(ONE));
        assertThat(provider.state().repairs()).isZero();
    }

    @Test
    void provider_thatWasKilled_leavesAfterItsLease_andItsFileLater() throws Exception {
        register();
        Files.writeString(file(TWO), TWO.format() + "lease=60\n");
        Files.writeString(path.resolve("orders").resolve(".orders-2.tmp"), "format");
        seconds(50);
        assertThat(reports).endsWith(List.of(ONE, TWO));

        seconds(15);
        assertThat(reports).endsWith(List.of(ONE));
        assertThat(file(TWO)).exists();
        seconds(600);

        try (Stream<Path> files = Files.list(path.resolve("orders"))) {
            assertThat(files).containsExactly(file(ONE));
        }
    }

    @Test
    void clocks_thatDiffer_doNotMatter() throws Exception {
        register();
        Files.writeString(file(TWO), TWO.format() + "lease=60\n");
        for (int i = 0; i < 30; i++) {
            Files.setLastModifiedTime(file(TWO), FileTime.fromMillis(1_000L * i)); // of 1970, but it moves
            seconds(10);
        }

        assertThat(reports).endsWith(List.of(ONE, TWO));
    }

    @Test
    void consumer_thatWasStoppedForLong_doesNotTakeEverythingForOld() throws Exception {
        register();
        registries.remove(provider);
        now += Duration.ofHours(1).toNanos();

        second();

        assertThat(reports).containsExactly(List.of(ONE));
    }

    @Test
    void file_withoutALease_staysForEver() throws Exception {
        register();
        Files.writeString(file(TWO), TWO.format());

        seconds(900);

        assertThat(reports).endsWith(List.of(ONE, TWO));
    }

    @Test
    void file_thatIsHalfWritten_isLookedAtAgain() throws Exception {
        register();
        Files.writeString(file(TWO), "format=1\nid=ord");
        second();
        Files.writeString(file(TWO), TWO.format());
        second();
        assertThat(reports).endsWith(List.of(ONE, TWO));
        assertThat(consumer.state().entriesIgnored()).isZero();

        Files.writeString(file(TWO), "format=1\nid=ord");
        second();
        assertThat(reports).endsWith(List.of(ONE, TWO));
        second();

        assertThat(reports).endsWith(List.of(ONE));
        assertThat(consumer.state().entriesIgnored()).isEqualTo(1);
    }

    @Test
    void file_thatIsTooLarge_isLeftOutAndCounted() throws Exception {
        register();
        Files.writeString(file(TWO), TWO.format() + "lease=60\n");
        second();
        assertThat(reports).endsWith(List.of(ONE, TWO));
        Files.writeString(file(TWO), TWO.format() + "lease=60\n" + "#\n".repeat(200_000));

        seconds(3);

        assertThat(reports).endsWith(List.of(ONE));
        assertThat(consumer.state().entriesIgnored()).isEqualTo(1);
    }

    @Test
    void file_thatCannotBeReadAnyMore_isLeftOutAfterItsLease() throws Exception {
        register();
        Files.writeString(file(TWO), TWO.format() + "lease=60\n");
        second();
        Files.delete(file(TWO));
        Files.createDirectory(file(TWO)); // which has attributes, but no text

        seconds(50);
        assertThat(reports).endsWith(List.of(ONE, TWO));
        seconds(15);

        assertThat(reports).endsWith(List.of(ONE));
    }

    @Test
    void leftovers_areRemoved_whateverElseIsThere() throws Exception {
        register();
        Files.createDirectory(file(instance("a-0"))); // cannot be read
        Files.createSymbolicLink(file(instance("a-1")), above.resolve("nowhere")); // has no time
        Files.writeString(file(instance("a-2")), "#\n".repeat(200_000));
        Files.writeString(file(TWO), TWO.format() + "lease=60\n");

        seconds(680);

        assertThat(file(TWO)).doesNotExist();
        assertThat(file(instance("a-2"))).exists();
    }

    @Test
    void instance_thatNoConsumerWouldRead_isRefused() throws Exception {
        Files.createDirectory(path);
        Registry.Registration registration = provider.register(ONE);
        Instance large = ONE.withTags(
                IntStream.range(0, 100).mapToObj(i -> i + "ä".repeat(300)).collect(Collectors.toSet()));

        assertThatThrownBy(() -> registration.update(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes of text with 1 services and 100 tags (expected: at most 65536; ");
        assertThatThrownBy(() -> open(path).register(large)).isInstanceOf(IllegalArgumentException.class);
        seconds(2);

        assertThat(reports).containsExactly(List.of(ONE));
    }

    @Test
    void directory_thatIsGone_keepsWhatIsKnown() throws Exception {
        register();
        Files.move(path, above.resolve("elsewhere"));
        seconds(100);
        assertThat(reports).containsExactly(List.of(ONE));
        assertThat(consumer.state().reached()).isFalse();
        assertThat(path).doesNotExist();

        Files.move(above.resolve("elsewhere"), path);
        seconds(2);

        assertThat(reports).containsExactly(List.of(ONE));
        assertThat(consumer.state().reached()).isTrue();
    }

    @Test
    void list_ofAddressesAndInstances_isRead() throws Exception {
        Files.writeString(
                path,
                "\uFEFF# by hand\r\n10.0.0.7:20880  # first\r\n\r\n[::1]:20881\n" + TWO.format() + "\n" + ONE.format()
                        + "\nlocalhost:1");

        second();

        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).stream()
                        .map(instance ->
                                instance.id() + "@" + instance.addresses().get(Instance.RPC_ADDRESS)))
                .containsExactly(
                        "@10.0.0.7:20880",
                        "@[::1]:20881",
                        "orders-2@127.0.0.1:20880",
                        "orders-1@127.0.0.1:20880",
                        "@localhost:1");
    }

    @Test
    void list_withBrokenEntries_leavesThemOutOnce() throws Exception {
        Files.writeString(path, "a:1\nb\nc:0\na:1\n\nweight=x\n\n" + ONE.format());
        second();
        second();
        Files.writeString(path, "a:1\nb\nc:0\na:1\n\nweight=x\n\nd:2");
        seconds(3);

        assertThat(reports.get(reports.size() - 1)).hasSize(2);
        assertThat(consumer.state().entriesIgnored()).isEqualTo(4);
    }

    @Test
    void list_thatChanges_countsWhenItIsTheSameTwice() throws Exception {
        Files.writeString(path, "a:1\nb:1\n");
        second();
        Files.writeString(path, "a:1\n");
        second();
        Files.writeString(path, "a:1\nb:1\nc:1\n");
        second();
        assertThat(reports).hasSize(1);
        second();

        assertThat(reports).hasSize(2);
        assertThat(reports.get(1)).hasSize(3);
    }

    @Test
    void list_behindALinkThatIsSwapped_isSeen() throws Exception {
        Path first = Files.createDirectory(above.resolve("..first"));
        Path second = Files.createDirectory(above.resolve("..second"));
        Files.writeString(first.resolve("list"), "a:1");
        Files.writeString(second.resolve("list"), "b:1");
        Path data = above.resolve("..data");
        Files.createSymbolicLink(data, first);
        Files.createSymbolicLink(path, data.resolve("list"));
        second();

        Files.createSymbolicLink(above.resolve("..new"), second);
        Files.move(above.resolve("..new"), data, StandardCopyOption.ATOMIC_MOVE);
        seconds(2);

        assertThat(reports).hasSize(2);
        assertThat(reports.get(1).get(0).addresses()).containsValue("b:1");
    }

    @Test
    void list_registersNobodyAndIsLeftAlone() throws Exception {
        Files.writeString(path, "a:1");
        Registry.Registration registration = provider.register(ONE);
        seconds(2);

        assertThat(registration.registered().toCompletableFuture()).isCompleted();
        registration.close();
        provider.close();
        assertThat(path).hasContent("a:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"file:/a/b|/a/b", "file:///a/b|/a/b", "file:/a b/c%20d%3F%25+|/a b/c d?%+"})
    void uri_namesAPath(String uri, String expected) {
        assertThat(FileRegistryFactory.path(RegistryUri.parse(uri))).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "file://host/a|host 'host' (expected: none, file:/path)",
                "file:///|path '' (expected: the whole path",
                "file:/~/a|is not replaced",
                "file:/a%zz|%25 stands for '%'",
                "file:/a?b=c|parameter 'b' (expected: none)"
            })
    void uri_thatNamesNone_isRefused(String uri, String message) {
        RegistryUri parsed = RegistryUri.parse(uri);
        assertThatThrownBy(() -> FileRegistryFactory.path(parsed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
