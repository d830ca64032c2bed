package dev.tern.rpc.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot files of one application and registry, one for each process that writes at a time:
 *
 * <pre>
 * web-9f3a1c5e00b7d2e4-0.list     what the first process wrote last
 * web-9f3a1c5e00b7d2e4-0.lock     is locked while a process has that number
 * web-9f3a1c5e00b7d2e4-1.list     the second one's
 * ...
 * </pre>
 *
 * <p>A process takes the lowest number that is free. The system gives the lock back when the process ends, however it ends, so nothing is left to clean up. Whoever reads takes all files, of
 * each service the list that was heard last: so a process that starts again finds what its predecessor knew, whichever number that had, and what its siblings know.
 *
 * <p>A file that is not to be used, because it is damaged, of a newer format or another user's, is neither read nor replaced: its number is left out. One of an older
 * format is replaced. A folder in which others can put files is not used at all. Used by one thread.
 */
final class SnapshotFolder implements AutoCloseable {

    static final int NUMBERS = 32;
    private static final int MAX_BYTES = 64 << 20;

    /** The numbers that this JVM has. To open and close a file that is locked by oneself would give the lock back. */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    /** Lock files that this JVM has locked through another class loader: never closed, for the same reason, nor tried again. */
    private static final Map<Path, FileChannel> OTHERS = new ConcurrentHashMap<>();

    private final Path folder;
    private final SnapshotText text;
    private final String name;
    private final @Nullable UserPrincipal user;
    private final int maxBytes;
    private @Nullable Own own;

    /** The files in a folder, which need not be there. */
    SnapshotFolder(Path folder, SnapshotText text) {
        this(folder, text, AtomicFile.user(folder), MAX_BYTES);
    }

    /** The same of another user or with another limit of a file's size, for tests. */
    SnapshotFolder(Path folder, SnapshotText text, @Nullable UserPrincipal user, int maxBytes) {
        this.folder = folder.toAbsolutePath().normalize();
        this.text = text;
        this.name = text.application() + "-" + String.format("%016x", StableHash.of(text.registry()));
        this.user = user;
        this.maxBytes = maxBytes;
    }

    /** The number that this has, with its lock, which must stay reachable. */
    private record Own(Path file, Path lock, FileLock held) {}

    /**
     * What all files know together. What was heard in the future counts as oldest.
     *
     * @param nowMillis by the wall clock
     * @param problems hears of files that are not used, or not in full, with the reason
     */
    Map<String, KeptList> read(long nowMillis, BiConsumer<Path, Throwable> problems) {
        Map<String, KeptList> lists = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return lists;
        }
        try {
            AtomicFile.checkFolder(folder, user);
        } catch (IOException | RuntimeException e) {
            problems.accept(folder, e);
            return lists;
        }
        for (int number = 0; number < NUMBERS; number++) {
            Path file = path(number, ".list");
            try {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    read(file, entry -> problems.accept(file, entry))
                            .forEach((service, list) -> lists.merge(service, list.at(nowMillis), KeptList::later));
                }
            } catch (IOException | RuntimeException | Error e) { // a SecurityException, or no memory, say
                problems.accept(file, e);
            }
        }
        return lists;
    }

    private Map<String, KeptList> read(Path file, Consumer<IOException> skipped) throws IOException {
        return text.parse(AtomicFile.readOwn(file, maxBytes, user), skipped);
    }

    /** Replaces the file of this process. If that fails, or they are too many, the file is as before. */
    void write(Map<String, KeptList> lists) throws IOException {
        byte[] content = text.format(lists, maxBytes);
        Own written = own;
        if (written == null) {
            written = take();
            own = written;
        }
        try {
            AtomicFile.replace(written.file, content);
        } catch (IOException | RuntimeException e) {
            close(); // the folder may have been replaced: the next attempt begins anew
            throw e;
        }
    }

    private Own take() throws IOException {
        AtomicFile.makeFolder(folder);
        AtomicFile.checkFolder(folder, user);
        IOException last = new IOException("all " + NUMBERS + " files of application " + text.application()
                + " are in use, or not usable (expected: fewer processes of one name on a host)");
        for (int number = 0; number < NUMBERS; number++) {
            try {
                Own taken = take(number);
                if (taken != null) {
                    return taken;
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private @Nullable Own take(int number) throws IOException {
        Path file = path(number, ".list");
        Path lock = folder.toRealPath().resolve(path(number, ".lock").getFileName());
        if (OTHERS.containsKey(lock) || !isReplaceable(file) || !TAKEN.add(lock)) {
            return null;
        }
        FileLock held = null;
        try {
            held = lock(lock);
        } finally {
            if (held == null) {
                TAKEN.remove(lock);
            }
        }
        if (held == null) {
            return null;
        }
        removeLeftovers(file);
        return new Own(file, lock, held);
    }

    private static @Nullable FileLock lock(Path file) throws IOException {
        FileChannel channel = AtomicFile.openLock(file);
        boolean stays = false;
        try {
            FileLock held = channel.tryLock();
            stays = held != null;
            return held;
        } catch (OverlappingFileLockException e) {
            OTHERS.put(file, channel);
            stays = true;
            return null;
        } finally {
            if (!stays) {
                channel.close();
            }
        }
    }

    private boolean isReplaceable(Path file) {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                read(file, entry -> {});
            }
            return true;
        } catch (IOException | RuntimeException e) {
            return false; // told when all were read
        }
    }

    /** What a process left that was killed while it wrote. */
    private void removeLeftovers(Path file) {
        try (DirectoryStream<Path> found =
                Files.newDirectoryStream(folder, file.getFileName() + ".*" + AtomicFile.TEMPORARY)) {
            for (Path leftover : found) {
                Files.deleteIfExists(leftover);
            }
        } catch (IOException | RuntimeException e) {
            return; // they do no harm
        }
    }

    private Path path(int number, String end) {
        return folder.resolve(name + "-" + number + end);
    }

    /** Gives the number back; the file stays. */
    @Override
    public void close() {
        Own given = own;
        own = null;
        if (given == null) {
            return;
        }
        try {
            given.held.acquiredBy().close();
        } catch (IOException e) {
            return; // closed all the same
        } finally {
            TAKEN.remove(given.lock);
        }
    }

    @Override
    public String toString() {
        return folder + "/" + name + "-*.list";
    }
}
