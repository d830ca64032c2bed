package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** The files that keep what a registry says, in a real folder. */
class SnapshotFolderTest {

    private static final SnapshotText TEXT = new SnapshotText("web", "zk://h:1/shop");

    private static final int LIMIT = 1 << 20;
    private static final long NOW = 1_000;

    @TempDir
    private Path temp;

    private final List<String> problems = new ArrayList<>();

    private Path folder() {
        return temp.resolve("home").resolve("registry");
    }

    private SnapshotFolder open() {
        return new SnapshotFolder(folder(), TEXT);
    }

    private Map<String, KeptList> read() {
        problems.clear();
        return open().read(NOW, (file, problem) -> problems.add(problem.getMessage()));
    }

    private static KeptList list(long heard, String... ids) {
        return new KeptList(
                heard, Stream.of(ids).map(SnapshotFolderTest::instance).toList());
    }

    private static Instance instance(String id) {
        return new Instance(
                id,
                "shop",
                Map.of(Instance.RPC_ADDRESS, "10.0.0.1:1", "http", "10.0.0.1:80"),
                "zone a\nb",
                Set.of("x=y", "z"),
                7,
                true,
                List.of(new ProvidedService("shop.Shop", "blue", "1.0", 0xdeadbeefL)));
    }

    private List<Path> files(String end) throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.filter(file -> file.toString().endsWith(end)).sorted().toList();
        }
    }

    private Path written(String... ids) throws IOException {
        try (SnapshotFolder folder = open()) {
            folder.write(Map.of("shop.Shop", list(1, ids)));
        }
        return files(".list").get(0);
    }

    // ---------------------------------------------------------------- one process

    @Test
    void written_isReadByTheNextProcess() throws Exception {
        written("a", "b");

        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "a", "b")));
        assertThat(problems).isEmpty();
    }

    @Test
    void written_again_replacesAndLeavesNothingElse() throws Exception {
        written("a");
        written("b");

        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "b")));
        assertThat(files(""))
                .extracting(file -> file.getFileName().toString())
                .hasSize(2)
                .allMatch(name -> name.endsWith("-0.list") || name.endsWith("-0.lock"));
    }

    @Test
    void instanceOfSeveralServices_isWrittenOnceAsHeardLast() throws Exception {
        Instance later = instance("a").withWeight(8);
        try (SnapshotFolder folder = open()) {
            folder.write(Map.of("shop.One", list(1, "a"), "shop.Two", new KeptList(2, List.of(later))));
        }

        assertThat(files(".list").get(0)).content().containsOnlyOnce("id=a");
        assertThat(read())
                .isEqualTo(Map.of(
                        "shop.One", new KeptList(1, List.of(later)), "shop.Two", new KeptList(2, List.of(later))));
    }

    @Test
    void tooMuch_isRefusedAndTheFileStays() throws Exception {
        written("a");
        try (SnapshotFolder small = new SnapshotFolder(folder(), TEXT, AtomicFile.user(folder()), 500)) {
            assertThatThrownBy(() -> small.write(Map.of("shop.Shop", list(2, "b", "c", "d"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("more than 500 bytes");
        }

        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "a")));
    }

    @Test
    void heardInTheFuture_countsAsOldest() throws Exception {
        try (SnapshotFolder one = open();
                SnapshotFolder other = open()) {
            one.write(Map.of("shop.Shop", list(NOW + 1, "future")));
            other.write(Map.of("shop.Shop", list(1, "a")));

            assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "a")));
        }
    }

    @Test
    void folderMissing_readsNothingAndIsNotMade() {
        assertThat(read()).isEmpty();
        assertThat(problems).isEmpty();
        assertThat(folder()).doesNotExist();
    }

    @Test
    void written_onlyTheOwnerMayReadAndEnter() throws Exception {
        Assumptions.assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
        Path file = written("a");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                .isEqualTo("rwx------");
    }

    @Test
    void leftoverOfAKilledWriter_isRemoved() throws Exception {
        Path file = written("a");
        Path leftover = Files.writeString(file.resolveSibling(file.getFileName() + ".123.tmp"), "half");
        written("b");

        assertThat(leftover).doesNotExist();
    }

    // ---------------------------------------------------------------- several processes

    @Test
    void twoAtATime_haveAFileEach_andTheLaterListCounts() throws Exception {
        try (SnapshotFolder one = open();
                SnapshotFolder other = open()) {
            one.write(Map.of("shop.Shop", list(2, "a"), "shop.One", list(1, "c")));
            other.write(Map.of("shop.Shop", list(1, "b"), "shop.Other", list(1, "d")));

            assertThat(files(".list")).hasSize(2);
            assertThat(read())
                    .isEqualTo(Map.of("shop.Shop", list(2, "a"), "shop.One", list(1, "c"), "shop.Other", list(1, "d")));
        }
        try (SnapshotFolder next = open()) {
            next.write(Map.of("shop.Shop", list(3, "e")));
        }
        assertThat(files(".list")).hasSize(2); // the first number is free again
    }

    @Test
    void moreThanThereAreNumbers_isRefusedAndReadsAllTheSame() throws Exception {
        List<SnapshotFolder> all = new ArrayList<>();
        try {
            for (int i = 0; i < SnapshotFolder.NUMBERS; i++) {
                SnapshotFolder one = open();
                all.add(one);
                one.write(Map.of("shop.Shop", list(i, "i" + i)));
            }
            SnapshotFolder oneMore = open();

            assertThatThrownBy(() -> oneMore.write(Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("all 32 files of application web are in use");
            assertThat(read()).isEqualTo(Map.of("shop.Shop", list(31, "i31")));
        } finally {
            all.forEach(SnapshotFolder::close);
        }
    }

    @Test
    void lockedByAnotherClassLoader_isLeftOutAndStaysLocked() throws Exception {
        written("a");
        Path lock = files(".lock").get(0);
        try (FileChannel others = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = others.lock();
                SnapshotFolder mine = open()) {
            mine.write(Map.of("shop.Shop", list(1, "b")));
            assertThat(files(".list")).hasSize(2);
            Process other = otherProcess();
            try {
                assertThat(other.inputReader().readLine()).isEqualTo("WRITTEN");
            } finally {
                other.destroyForcibly();
            }
            assertThat(held.isValid()).isTrue();
            assertThat(files(".list")).hasSize(3); // the other process found the first two locked
        }
    }

    private Process otherProcess() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        SnapshotProcess.class.getName(),
                        folder().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void otherProcess_hasItsNumberUntilItIsKilled() throws Exception {
        Process other = otherProcess();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("WRITTEN");
            written("b");
            assertThat(files(".list")).hasSize(2);
        } finally {
            other.destroyForcibly();
        }
        assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
        try (SnapshotFolder one = open();
                SnapshotFolder two = open()) {
            one.write(Map.of("shop.Shop", list(9, "c")));
            two.write(Map.of("shop.Shop", list(8, "d")));
        }

        assertThat(files(".list")).hasSize(2);
        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(9, "c")));
    }

    /** Of what a process that writes a snapshot needs, however this JVM was started. */
    private static String classPath() throws Exception {
        List<String> places = new ArrayList<>();
        for (Class<?> type : List.of(SnapshotProcess.class, SnapshotFolder.class, Instance.class, Logger.class)) {
            places.add(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString());
        }
        return String.join(File.pathSeparator, places);
    }

    // ---------------------------------------------------------------- files that are not to be used

    private void isLeftAlone(Path file, byte[] content, String problem) throws IOException {
        assertThat(read()).isEmpty();
        assertThat(problems).singleElement().asString().contains(problem);
        written("new");
        assertThat(file).hasBinaryContent(content);
        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "new"))); // from another number
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 100, -1, -5})
    void truncated_isNotUsedAndLeftAlone(int length) throws Exception {
        Path file = written("a", "b");
        byte[] whole = Files.readAllBytes(file);
        byte[] part = Arrays.copyOf(whole, length < 0 ? whole.length + length : length);
        Files.write(file, part);

        isLeftAlone(file, part, length >= 0 && length < 16 ? "is no snapshot" : "is not whole");
    }

    @Test
    void anyBitFlipped_isNotUsed() throws Exception {
        Path file = written("a");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            Files.write(file, damaged);
            assertThat(read()).as("byte " + i).isEmpty();
            assertThat(problems).hasSize(1);
        }
    }

    @Test
    void newerFormat_isNotUsedAndLeftAlone() throws Exception {
        Path file = written("a");
        byte[] newer = Files.readString(file)
                .replace("tern-snapshot=2", "tern-snapshot=3")
                .getBytes(StandardCharsets.UTF_8);
        Files.write(file, newer);

        isLeftAlone(file, newer, "is of format 3 (expected: 2");
    }

    @Test
    void olderFormat_isIgnoredAndReplaced() throws Exception {
        Path file = written("a");
        Files.writeString(file, "tern-snapshot=1\napplication=web\n");

        assertThat(read()).isEmpty();
        assertThat(problems).isEmpty();
        written("b");
        assertThat(files(".list")).containsExactly(file);
        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "b")));
    }

    @Test
    void entryThatCannotBeRead_isSkippedAndTheOthersCount() throws Exception {
        Path file = written("a", "b");
        String odd = Files.readString(file).replace("format=1\nid=a", "format=9\nid=a");
        String content = odd.substring(0, odd.lastIndexOf("checksum="));
        CRC32C sum = new CRC32C();
        sum.update(content.getBytes(StandardCharsets.UTF_8));
        Files.writeString(file, content + String.format("checksum=%08x%n", sum.getValue()));

        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "b")));
        assertThat(problems).singleElement().asString().contains("has an entry that cannot be read");
    }

    @Test
    void entryTooLongToBeRead_isNotWritten() throws Exception {
        List<ProvidedService> many = IntStream.range(0, 200)
                .mapToObj(i -> new ProvidedService("s".repeat(490) + i, "", "", i))
                .toList();
        Instance odd = Instance.of("odd", "shop", "h:1", many);
        try (SnapshotFolder folder = open()) {
            folder.write(Map.of(
                    "shop.Shop",
                    new KeptList(1, List.of(odd, instance("a"))),
                    "shop.Odd",
                    new KeptList(1, List.of(odd))));
        }

        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(1, "a")));
        assertThat(problems).isEmpty();
    }

    @Test
    void otherRegistrysContent_isNotUsedAndLeftAlone() throws Exception {
        Path file = written("a");
        byte[] foreign = new SnapshotText("web", "zk://other:1").format(Map.of("shop.Shop", list(1, "x")), LIMIT);
        Files.write(file, foreign);

        isLeftAlone(
                file,
                foreign,
                "is of another application or registry (expected: application web, registry zk://h:1/shop)");
    }

    @Test
    void otherApplicationOrRegistry_hasFilesOfItsOwn() throws Exception {
        written("a");

        assertThat(new SnapshotFolder(folder(), new SnapshotText("shop", "zk://h:1/shop")).read(NOW, (f, p) -> {}))
                .isEmpty();
        assertThat(new SnapshotFolder(folder(), new SnapshotText("web", "zk://h:2/shop")).read(NOW, (f, p) -> {}))
                .isEmpty();
    }

    @Test
    void otherUsersFolder_isNeitherReadNorWritten() throws Exception {
        Assumptions.assumeTrue(isPosix());
        Path file = written("a");
        byte[] before = Files.readAllBytes(file);
        SnapshotFolder others = new SnapshotFolder(folder(), TEXT, () -> "somebody", LIMIT);

        assertThat(others.read(NOW, (path, problem) -> problems.add(problem.getMessage())))
                .isEmpty();
        assertThat(problems).singleElement().asString().contains("belongs to").contains("expected: somebody");
        assertThatThrownBy(() -> others.write(Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected: somebody");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void folderThatOthersCanWrite_isNeitherReadNorWritten() throws Exception {
        Assumptions.assumeTrue(isPosix());
        Path file = written("a");
        byte[] before = Files.readAllBytes(file);
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxrwx---"));

        assertThat(read()).isEmpty();
        assertThat(problems).singleElement().asString().contains("can be written by others");
        assertThatThrownBy(() -> written("b"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can be written by others");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    void linkInPlaceOfAFile_isNotUsedAndLeftAlone() throws Exception {
        Assumptions.assumeTrue(isPosix());
        Path file = written("a");
        Path target = Files.move(file, temp.resolve("elsewhere"));
        Files.createSymbolicLink(file, target);

        isLeftAlone(file, Files.readAllBytes(target), "is no file");
        assertThat(file).isSymbolicLink();
    }

    @Test
    void linkInPlaceOfALock_itsNumberIsLeftOut() throws Exception {
        Assumptions.assumeTrue(isPosix());
        written("a");
        Path lock = files(".lock").get(0);
        Files.delete(lock);
        Files.createSymbolicLink(lock, temp.resolve("elsewhere"));
        written("b");

        assertThat(files(".list")).hasSize(2);
        assertThat(temp.resolve("elsewhere")).doesNotExist();
    }

    private boolean isPosix() throws IOException {
        return Files.getFileStore(temp).supportsFileAttributeView("posix");
    }

    @Test
    void fileThatOthersCanWrite_isNotUsedAndLeftAlone() throws Exception {
        Assumptions.assumeTrue(Files.getFileStore(temp).supportsFileAttributeView("posix"));
        Path file = written("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        isLeftAlone(file, Files.readAllBytes(file), "can be written by others");
    }

    // ---------------------------------------------------------------- writes that fail

    @Test
    void folderCannotBeMade_writeFails() throws Exception {
        Files.writeString(temp.resolve("home"), "a file where the folder should be");

        assertThatThrownBy(() -> open().write(Map.of())).isInstanceOf(IOException.class);
        assertThat(read()).isEmpty();
    }

    @Test
    void replaceFails_oldFileAndNothingElseIsThere() throws Exception {
        Path folder = Files.createDirectories(folder());
        Path inTheWay = Files.createDirectories(folder.resolve("file").resolve("not empty"))
                .getParent();

        assertThatThrownBy(() -> AtomicFile.replace(inTheWay, new byte[] {1})).isInstanceOf(IOException.class);
        assertThat(files("")).containsExactly(inTheWay);
    }

    @Test
    void folderRemovedMeanwhile_nextWriteBeginsAnew() throws Exception {
        try (SnapshotFolder mine = open()) {
            mine.write(Map.of("shop.Shop", list(1, "a")));
            for (Path file : files("")) {
                Files.delete(file);
            }
            Files.delete(folder());
            assertThatThrownBy(() -> mine.write(Map.of())).isInstanceOf(IOException.class);
            mine.write(Map.of("shop.Shop", list(2, "b")));
        }

        assertThat(read()).isEqualTo(Map.of("shop.Shop", list(2, "b")));
    }
}
