package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the file of one instance as it is desired: there, with the current text, touched; or, once closed, gone. A new text comes into place by a rename, so nobody ever sees a part of
 * it.
 *
 * <p>{@link #update} and {@link #close} may be called by any thread; all else runs on the loop.
 */
final class OwnFile implements Registry.Registration {

    /** Providers' files count for this long after they were touched. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(OwnFile.class);
    private static final int MOST_BYTES = 1 << 20;

    private final Path root;
    private final Path file;
    private final Path temporary;
    private final Troubles troubles;
    private final Loop loop;
    private final Runnable soon;
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> removed = new CompletableFuture<>();
    private volatile Instance desired;
    private volatile boolean closed;
    private byte @Nullable [] made;

    /**
     * A file that is still to be made.
     *
     * @param soon makes {@link #keep} run soon
     */
    OwnFile(Path root, Instance instance, Troubles troubles, Loop loop, Runnable soon) {
        this.root = root;
        this.file = InstanceDirectory.file(root, instance);
        this.temporary = file.resolveSibling("." + instance.id() + ".tmp");
        this.desired = instance;
        this.troubles = troubles;
        this.loop = loop;
        this.soon = soon;
    }

    /**
     * Refuses an instance that no consumer would read.
     *
     * @throws IllegalArgumentException if its file would be too long
     */
    static void check(Instance instance) {
        int length = text(instance).length;
        if (length > Instance.TEXT_LIMIT) {
            throw new IllegalArgumentException("instance " + instance.id() + " of " + instance.application() + ": "
                    + length + " bytes of text with " + instance.services().size() + " services and "
                    + instance.tags().size() + " tags (expected: at most " + Instance.TEXT_LIMIT
                    + "; provide fewer services in one process, or shorten the names of tags, groups and versions)");
        }
    }

    @Override
    public void update(Instance instance) {
        if (!InstanceDirectory.file(root, instance).equals(file)) {
            throw new IllegalArgumentException("update to " + InstanceDirectory.file(root, instance)
                    + " (expected: the id and application of " + file + ")");
        }
        check(instance);
        desired = instance;
        soon.run();
    }

    @Override
    public CompletionStage<Void> registered() {
        return registered.minimalCompletionStage();
    }

    /** Whether it is closed; its file may still be there. */
    boolean isClosed() {
        return closed;
    }

    /** Where it is, beside the other instances of its application. */
    Path directory() {
        return file.resolveSibling("");
    }

    /** The file. */
    Path path() {
        return file;
    }

    /** Whether what is desired has not been written yet. */
    boolean isDue() {
        return closed || made == null || !Arrays.equals(made, text(desired));
    }

    private static byte[] text(Instance instance) {
        return new InstanceText(instance, LEASE).format().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Compares the file with what is desired and makes it so; touches it if it is.
     *
     * @return whether it was otherwise than this process had left it
     */
    boolean keep() {
        try {
            if (closed) {
                remove();
                return false;
            }
            boolean repaired = restore(text(desired));
            troubles.remove(file);
            registered.complete(null);
            return repaired;
        } catch (IOException e) {
            troubles.add(
                    file,
                    Troubles.text(e),
                    closed
                            ? "its instance counts until its lease ends"
                            : "its instance is registered once that is possible");
            return false;
        }
    }

    private void remove() throws IOException {
        if (Files.deleteIfExists(file)) {
            log.info("Removed {}", file);
        }
        Files.deleteIfExists(temporary);
        troubles.forget(file);
        gone();
    }

    private boolean restore(byte[] text) throws IOException {
        byte @Nullable [] found = found();
        if (Arrays.equals(found, text)) {
            touch(text);
            made = text;
            return false;
        }
        boolean ours = made == null || Arrays.equals(found, made);
        write(text);
        if (made == null) {
            log.info("Registered {}", file);
        } else if (!ours) {
            log.warn(
                    "Repaired {}: {} (expected: what this process wrote)",
                    file,
                    found == null ? "it was missing" : "it said something else");
        }
        made = text;
        return !ours;
    }

    private byte @Nullable [] found() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MOST_BYTES);
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** The first byte is written again: the time is then of the clock that the file system has, while a time that this process could set is of another one. */
    private void touch(byte[] text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            writeAll(channel, ByteBuffer.wrap(text, 0, 1));
        }
    }

    /** The directory above the applications must be there: where it is missing, a disk may not be mounted. */
    private void write(byte[] text) throws IOException {
        try {
            Files.createDirectory(directory());
        } catch (FileAlreadyExistsException e) {
            log.trace("{} is there", directory());
        }
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeAll(channel, ByteBuffer.wrap(text));
            channel.force(true); // else the rename may reach the disk before the text
        }
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Nothing is registered here, and nothing needs to be. */
    void notNeeded() {
        registered.complete(null);
        if (closed) {
            gone();
        }
    }

    /** Removes the file if that is possible, and does nothing more. */
    void end() {
        closed = true;
        try {
            remove();
        } catch (IOException e) {
            log.warn("{} {}: its instance counts until its lease ends", file, Troubles.text(e));
            gone();
        }
    }

    /** Whether there is nothing left to do. */
    boolean isGone() {
        return removed.isDone();
    }

    /** Its end, however the file stands. Any thread may call it. */
    void gone() {
        closed = true;
        registered.completeExceptionally(new CancellationException(file + " was withdrawn before it was registered"));
        removed.complete(null);
    }

    @Override
    public void close() {
        closed = true;
        soon.run();
        if (loop.inLoop()) {
            return; // the loop cannot wait for itself
        }
        try {
            removed.get(FileRegistry.CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.warn(
                    "{} could not be removed within {} ms: its instance counts until its lease of {} s ends",
                    file,
                    FileRegistry.CLOSE_LIMIT.toMillis(),
                    LEASE.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // the future is only ever completed
        }
    }
}
