package dev.tern.rpc.registry.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What providers left behind that were killed: files with a lease, and halves of such files, that nobody has touched for long. Each provider removes those of its own application.
 *
 * <p>Only changes of a file's time that this process sees itself count, and only time in which it looked. Should the file of a provider that lives be removed, because it could not touch
 * it for so long, then that provider makes it again. For one thread.
 */
final class Leftovers {

    /** Consumers pass a file over long before. */
    static final Duration KEPT = OwnFile.LEASE.multipliedBy(10);

    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private final LongSupplier nanoTime;
    private Map<Path, Seen> files = new HashMap<>();

    Leftovers(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Looks at a directory of instances. */
    void sweep(Path directory) throws IOException {
        Map<Path, Seen> now = new HashMap<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory, "{*.instance,.*.tmp}")) {
            for (Path path : paths) {
                sweep(path, now);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        files.keySet().removeIf(path -> directory.equals(path.getParent()));
        files.putAll(now);
    }

    private void sweep(Path path, Map<Path, Seen> now) {
        try {
            Seen seen = look(path);
            if (seen.unchanged.compareTo(KEPT) > 0 && hasLease(path)) {
                Files.deleteIfExists(path);
                log.info("Removed {}: nobody has touched it for {} s", path, seen.unchanged.toSeconds());
            } else {
                now.put(path, seen);
            }
        } catch (IOException e) { // the others can be removed all the same
            log.debug("{} cannot be looked at or removed", path, e);
        }
    }

    private Seen look(Path path) throws IOException {
        FileTime time = Files.getLastModifiedTime(path);
        long at = nanoTime.getAsLong();
        Seen before = files.get(path);
        if (before == null || !before.time.equals(time)) {
            return new Seen(time, at, Duration.ZERO);
        }
        long since = Math.min(at - before.at, FileRegistry.MOST_BETWEEN_LOOKS.toNanos());
        return new Seen(time, at, before.unchanged.plusNanos(since));
    }

    /** A person's file stays. */
    private static boolean hasLease(Path path) throws IOException {
        if (path.getFileName().toString().endsWith(".tmp")) {
            return true;
        }
        try {
            return !InstanceText.parse(InstanceText.decode(InstanceText.bytes(path)))
                    .lease()
                    .isZero();
        } catch (IllegalArgumentException e) {
            log.debug("{} is no instance, it stays", path, e);
            return false;
        }
    }

    /** A file's time, when it was looked at, and for how long it has been the same. */
    private record Seen(FileTime time, long at, Duration unchanged) {}
}
