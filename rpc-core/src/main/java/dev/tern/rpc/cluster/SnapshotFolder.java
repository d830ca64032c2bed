package dev.tern.rpc.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
 * <p>A file that is not to be used, because it is damaged, of a newer version or another user's, is neither read nor replaced: its number is left out. Used by one thread.
 */
final class SnapshotFolder implements AutoCloseable {

    static final int NUMBERS = 32;
    private static final int MAX_BYTES = 64 << 20;

    /** The numbers that this JVM has. To open and close a file that is locked by oneself would give the lock back. */
    private static final Set<Path> TAKEN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final SnapshotText text;
    private final String name;
    private final @Nullable UserPrincipal user;
    private @Nullable Own own;

    /** The files in a folder, which need not be there. */
    SnapshotFolder(Path folder, SnapshotText text) {
        this(folder, text, AtomicFile.user(folder));
    }

    /** The same of another user, for tests. */
    SnapshotFolder(Path folder, SnapshotText text, @Nullable UserPrincipal user) {
        this.folder = folder.toAbsolutePath().normalize();
        this.text = text;
        this.name = text.application() + "-" + String.format("%016x", StableHash.of(text.registry()));
        this.user = user;
    }

    /** The number that this has, with its lock. */
    private record Own(Path file, Path lock, FileChannel channel) {}

    /**
     * What all files know together.
     *
     * @param problems hears of files that are not used, with the reason
     */
    Map<String, KeptList> read(BiConsumer<Path, Exception> problems) {
        Map<String, KeptList> lists = new TreeMap<>();
        for (int number = 0; number < NUMBERS; number++) {
            Path file = path(number, ".list");
            try {
                if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                    read(file).forEach((service, list) -> lists.merge(service, list, KeptList::later));
                }
            } catch (IOException | RuntimeException e) { // a SecurityException, say
                problems.accept(file, e);
            }
        }
        return lists;
    }

    private Map<String, KeptList> read(Path file) throws IOException {
        return text.parse(AtomicFile.readOwn(file, MAX_BYTES, user));
    }

    /** Replaces the file of this process. If that fails the file is as before. */
    void write(Map<String, KeptList> lists) throws IOException {
        Own written = own;
        if (written == null) {
            written = take();
            own = written;
        }
        try {
            AtomicFile.replace(written.file, text.format(lists));
        } catch (IOException | RuntimeException e) {
            close(); // the folder may have been replaced: the next attempt begins anew
            throw e;
        }
    }

    private Own take() throws IOException {
        AtomicFile.makeFolder(folder);
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
        Path lock = path(number, ".lock");
        if (!isReplaceable(file) || !TAKEN.add(lock)) {
            return null;
        }
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = AtomicFile.openLock(lock);
            locked = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return null; // this JVM has it, through another class loader
        } finally {
            if (!locked) {
                TAKEN.remove(lock);
                if (channel != null) {
                    channel.close();
                }
            }
        }
        if (!locked) {
            return null;
        }
        removeLeftovers(file);
        return new Own(file, lock, channel);
    }

    private boolean isReplaceable(Path file) {
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                read(file);
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
            given.channel.close();
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
