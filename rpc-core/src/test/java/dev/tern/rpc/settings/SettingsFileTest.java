package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.support.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file, looked at when the test says so. A new content counts when it is found for the second time. */
class SettingsFileTest {

    private static final String DEADLINE = "tern.shop.OrderService#get.deadline = ";

    @TempDir
    Path folder;

    private Path path;
    private Settings settings;
    private Runnable look = () -> {};
    private MethodPolicy policy;
    private final List<Duration> changes = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("shop.properties");
        Files.writeString(path, "# ours\n" + DEADLINE + "200ms\n");
        settings = Settings.builder()
                .file(path)
                .poller((thread, task) -> {
                    look = task;
                    return () -> look = () -> {};
                })
                .build("web");
        settings.start();
        ServiceSettings orders = settings.of(Shop.SERVICE, List.of());
        policy = orders.service().methods().get(0).policy();
        orders.listen(method -> {
            policy = method.policy();
            changes.add(policy.deadline());
        });
    }

    private void write(String content) throws IOException {
        Files.writeString(path, content);
    }

    private void lookTwice() {
        look.run();
        look.run();
    }

    @Test
    void file_atStart_counts() {
        assertThat(policy.deadline()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void file_changed_countsWhenItIsFoundTheSameTwice() throws Exception {
        write(DEADLINE + "100ms");
        look.run();
        assertThat(changes).isEmpty();
        look.run();
        lookTwice();

        assertThat(changes).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void file_thatIsBeingWritten_isNotTaken() throws Exception {
        write("");
        look.run();
        write(DEADLINE);
        look.run();
        write(DEADLINE + "10");
        look.run();
        write(DEADLINE + "100ms\n");
        lookTwice();

        assertThat(changes).containsExactly(Duration.ofMillis(100));
    }

    @Test
    void file_leftHalfWritten_keepsTheLastGoodValue() throws Exception {
        write(DEADLINE + "10");
        lookTwice();

        assertThat(changes).isEmpty();
        assertThat(settings.explain("shop.OrderService#get"))
                .contains("refused: file " + path
                        + ": tern.shop.OrderService#get.deadline = 10 (expected: a whole number");
    }

    @Test
    void file_thatIsNoPropertiesFile_isWarnedOfOnceAndStaysAsItWas() throws Exception {
        try (Logs logs = Logs.of("dev.tern.rpc.settings.SettingsFile")) {
            write(DEADLINE + "\\u00");
            lookTwice();
            lookTwice();

            assertThat(changes).isEmpty();
            assertThat(logs.warnings()).singleElement().asString().contains(path + " is no properties file");
        }
    }

    @Test
    void file_deletedAndRestored_keepsWhatItSaidAndThenCounts() throws Exception {
        try (Logs logs = Logs.of("dev.tern.rpc.settings.SettingsFile")) {
            Files.delete(path);
            lookTwice();
            lookTwice();

            assertThat(changes).isEmpty();
            assertThat(logs.warnings()).containsExactly("file " + path + " is not there: what it said before stays");
            assertThat(settings.explain("shop.OrderService#get"))
                    .endsWith("refused: file " + path + ": is not there; what it said before stays\n");
        }
        write(DEADLINE + "100ms");
        lookTwice();

        assertThat(changes).containsExactly(Duration.ofMillis(100));
        assertThat(settings.explain("shop.OrderService#get")).doesNotContain("refused");
    }

    @Test
    void file_reachedByALinkedFolderThatIsExchanged_isSeenToChange() throws Exception {
        Path first = Files.createDirectory(folder.resolve("..data_1"));
        Path second = Files.createDirectory(folder.resolve("..data_2"));
        Files.writeString(first.resolve("s.properties"), "tern.deadline = 5s");
        Files.writeString(second.resolve("s.properties"), "tern.deadline = 6s");
        Path link = Files.createSymbolicLink(folder.resolve("..data"), first);
        SettingsFile file = SettingsFile.open(link.resolve("s.properties"));

        Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), second);
        Files.move(fresh, link, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        file.look();
        file.look();

        assertThat(file.values()).containsEntry("tern.deadline", "6s");
    }

    @Test
    void keys_withHashParenthesesAndCommas_needNoEscape() throws Exception {
        write("tern.shop.OrderService#place(NewOrder,long).deadline = 3s\ntern.shop.Gr\u00f6\u00dfe.deadline=1s");

        assertThat(SettingsFile.open(path).values())
                .containsEntry("tern.shop.OrderService#place(NewOrder,long).deadline", "3s")
                .containsEntry("tern.shop.Gr\u00f6\u00dfe.deadline", "1s");
    }

    @Test
    void open_aFileThatIsTooLargeOrAFolder_isRefused() throws Exception {
        write("#".repeat((1 << 20) + 1));

        assertThatThrownBy(() -> SettingsFile.open(path)).hasMessage("has more than 1048576 bytes");
        assertThatThrownBy(() -> SettingsFile.open(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void thread_thatLooks_isThereOnlyWithAFile_andEndsWithTheSettings() {
        String application = "only-" + ProcessHandle.current().pid();
        Settings without = Settings.builder().source(new FakeSource("x")).build(application);
        without.start();
        assertThat(isThere("tern-settings-" + application)).isFalse();

        Settings with = Settings.builder().file(path).build(application);
        with.start();
        assertThat(isThere("tern-settings-" + application)).isTrue();

        with.close();
        await().until(() -> !isThere("tern-settings-" + application));
    }

    private static boolean isThere(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name) && thread.isDaemon());
    }
}
