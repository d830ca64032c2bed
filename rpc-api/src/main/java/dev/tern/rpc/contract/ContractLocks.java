package dev.tern.rpc.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks a folder of locks against what was built. The annotation processor compares each interface it sees with its lock; an interface that is
 * gone it does not see. A test does:
 *
 * <pre>{@code
 * @Test
 * void services_ofTheLocks_areAllThere() {
 *     ContractLocks.check(Path.of("contracts"), getClass().getClassLoader());
 * }
 * }</pre>
 */
public final class ContractLocks {

    private static final String SUFFIX = ".contract";

    private ContractLocks() {}

    /** The file name of the lock of an interface with this binary name. */
    public static String fileName(String binaryName) {
        return binaryName + SUFFIX;
    }

    /**
     * Checks that each lock has its service in the class path, with a contract that breaks nobody who has the locked one.
     *
     * @param folder holds the locks, {@code <binary name of the interface>.contract}
     * @param loader finds the contracts that the processor wrote, in {@code META-INF/tern}
     * @throws IllegalStateException if not, or if there is no lock at all; the message lists everything and says what to do
     */
    public static void check(Path folder, ClassLoader loader) {
        List<String> problems = new ArrayList<>();
        List<Path> locks = locks(folder);
        if (locks.isEmpty()) {
            problems.add("no lock in " + folder.toAbsolutePath() + " (expected: <interface>" + SUFFIX
                    + ", copied from META-INF/tern of the class output)");
        }
        for (Path lock : locks) {
            try {
                check(lock, loader, problems);
            } catch (IOException | IllegalArgumentException e) {
                problems.add(lock + ": " + e.getMessage() + " (expected: a contract; restore the file)");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(
                    "contracts that are not as they are locked:\n  " + String.join("\n  ", problems));
        }
    }

    private static List<Path> locks(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Path lock, ClassLoader loader, List<String> problems) throws IOException {
        String file = lock.getFileName().toString();
        String name = file.substring(0, file.length() - SUFFIX.length());
        Contract locked = ContractText.parse(Files.readString(lock));
        URL url = loader.getResource(ContractText.resource(name));
        if (url == null) {
            problems.add(name + " is gone: " + ContractText.resource(name)
                    + " is not in the class path, and its consumers would find no provider (expected: the interface, compiled"
                    + " with rpc-processor; if nobody calls it any more, delete " + lock + ")");
            return;
        }
        for (ContractChange change : ContractChanges.between(locked, ContractText.parse(text(url)))) {
            if (change.isBreaking()) {
                problems.add(name + ": " + change + ". " + change.remedy());
            }
        }
    }

    private static String text(URL url) throws IOException {
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false); // else a class loader that is closed meanwhile takes the stream along
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
