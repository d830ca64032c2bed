package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of a directory as it was found at the last look.
 *
 * <p>It is read when its attributes have changed, and once more at the regular look after that: a time may be too coarse to tell two changes apart, and a text that is no instance may be half
 * written. What such a file said before stays until then.
 *
 * <p>A file with a lease counts as absent once nobody has touched it for that long <em>while this process looked</em>: only changes of the file's time are seen, so no two clocks are
 * compared, and a process that did not look for a while does not take everything for old. For one thread.
 */
final class InstanceFile {

    private static final Logger log = LoggerFactory.getLogger(InstanceFile.class);
    private static final int READS = 2;

    private final Path path;
    private final String application;
    private final String id;
    private @Nullable Object stamp;
    private int reads;
    private Duration untouched = Duration.ZERO;
    private byte @Nullable [] content;
    private boolean doubtful;
    private boolean expired;
    private @Nullable InstanceText text;

    InstanceFile(Path path, String application, String id) {
        this.path = path;
        this.application = application;
        this.id = id;
    }

    /** The instance, if it is one that counts. */
    Optional<Instance> instance() {
        return expired || text == null ? Optional.empty() : Optional.of(text.instance());
    }

    /**
     * Looks at the file.
     *
     * @param sinceLast how long ago the last look was
     * @param regular whether that was long enough for somebody who was writing to get on
     * @return whether it turned out to be no instance
     */
    boolean look(BasicFileAttributes attributes, Duration sinceLast, boolean regular) throws IOException {
        Object now = Arrays.asList(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        if (now.equals(stamp)) {
            untouched = untouched.plus(sinceLast);
        } else {
            untouched = Duration.ZERO;
            stamp = now;
            reads = READS;
        }
        boolean broken = false;
        try {
            if (reads > 0) {
                broken = take(InstanceText.bytes(path), regular);
                reads -= regular ? 1 : 0;
            }
        } finally {
            age(); // what it said before ages too
        }
        return broken;
    }

    private boolean take(byte[] found, boolean regular) {
        boolean same = Arrays.equals(found, content);
        if (same && !(doubtful && regular)) {
            return false;
        }
        content = found;
        try {
            text = parse(InstanceText.decode(found));
            doubtful = false;
            return false;
        } catch (IllegalArgumentException e) {
            if (!same) {
                doubtful = true;
                reads = READS; // this one, and one more
                return false;
            }
            log.warn(
                    "Left out {}: {} (expected: the text of an instance)",
                    path,
                    InstanceText.beginning(e.getMessage()));
            text = null;
            doubtful = false;
            return true;
        }
    }

    private InstanceText parse(String found) {
        InstanceText parsed = InstanceText.parse(found);
        Instance instance = parsed.instance();
        if (!instance.id().equals(id) || !instance.application().equals(application)) {
            throw new IllegalArgumentException("it says it is " + instance.id() + " of application "
                    + instance.application() + " (expected: " + id + " of " + application + ")");
        }
        if (instance.services().isEmpty()) {
            throw new IllegalArgumentException("no service (expected: a line service=name,group,version,hash)");
        }
        return parsed;
    }

    private void age() {
        boolean old = text != null && !text.lease().isZero() && untouched.compareTo(text.lease()) > 0;
        if (old != expired) {
            expired = old;
            if (old) {
                log.info(
                        "Left out {}: nobody has touched it for {} s, its provider is gone",
                        path,
                        untouched.toSeconds());
            }
        }
    }
}
