package dev.tern.rpc.cluster;

import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry said last of each service, kept in a file, so that a consumer can start while the registry is away: what the file says serves if the registry has not answered within
 * {@value #PATIENCE_MILLIS} ms, until it does. That there is nobody is not kept: a registry that was restored empty says so too. Nor are instances without an id: nobody could notice that
 * another process has their address. A service that is not referred to any more is forgotten 30 days after it was last heard of.
 *
 * <p>The file is read and written on the given executor, at most once a second; neither calls nor the registry's thread ever wait for it. Whatever is wrong with it, calls go on, and one
 * warning of reading and one of writing say so. Thread-safe; its lock is held for an instant, never while a file is used or anybody is told.
 */
public final class LastGood implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LastGood.class);
    private static final long PATIENCE_MILLIS = 500;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long KEPT_MILLIS = TimeUnit.DAYS.toMillis(30);

    private final @Nullable SnapshotFolder folder; // null: nothing is kept; used on the executor only
    private final Executor executor;
    private final TimeAndChance time;
    private final LongSupplier wallMillis;

    // guarded by this
    private final Map<String, KeptList> lists = new HashMap<>();
    private final Set<String> referred = new HashSet<>();
    private boolean changed;
    private boolean due; // a write is to come or under way
    private long notBefore;
    private boolean warnedOfReading;
    private boolean warnedOfWriting;
    private boolean closed;

    private volatile long failures;

    LastGood(@Nullable SnapshotFolder folder, Executor executor, TimeAndChance time, LongSupplier wallMillis) {
        this.folder = folder;
        this.executor = executor;
        this.time = time;
        this.wallMillis = wallMillis;
        this.notBefore = time.nanoTime().getAsLong();
        if (folder != null) {
            execute(this::load);
        }
    }

    /** Keeps nothing: for registries that need it not, and where it is not wanted. */
    public static LastGood off(TimeAndChance time) {
        return new LastGood(null, Runnable::run, time, System::currentTimeMillis);
    }

    /**
     * Keeps the lists in a folder, which is made if it is not there.
     *
     * @param registry names the registry; other ones have files of their own
     * @param executor of one thread, which may block
     */
    public static LastGood in(Path folder, String application, String registry, Executor executor, TimeAndChance time) {
        SnapshotFolder files = new SnapshotFolder(folder, new SnapshotText(application, registry));
        return new LastGood(files, executor, time, System::currentTimeMillis);
    }

    /** Hears what the registry says of a service, for its endpoints; and tells them what it said last if it says nothing. */
    public Registry.Listener listener(String service, Endpoints endpoints) {
        if (folder == null) {
            return endpoints::found;
        }
        synchronized (this) {
            referred.add(service);
        }
        time.timer()
                .schedule(
                        () -> execute(() -> recall(service, endpoints)), // behind the reading of the file
                        TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
        return instances -> {
            endpoints.found(instances);
            found(service, instances);
        };
    }

    private void recall(String service, Endpoints endpoints) {
        KeptList list;
        synchronized (this) {
            list = closed ? null : lists.get(service);
        }
        if (list != null && endpoints.awaitsAnswer()) {
            log.warn(
                    "{}: the registry has not answered within {} ms; {} instances that it knew before serve until it does ({})",
                    service,
                    PATIENCE_MILLIS,
                    list.instances().size(),
                    folder);
            endpoints.assume(list.instances());
        }
    }

    private void found(String service, List<Instance> all) {
        List<Instance> instances =
                all.stream().filter(instance -> !instance.id().isEmpty()).toList();
        if (instances.isEmpty()) {
            return;
        }
        long pause;
        synchronized (this) {
            if (closed) {
                return;
            }
            KeptList before = lists.put(service, new KeptList(wallMillis.getAsLong(), instances));
            changed |= before == null || !before.instances().equals(instances);
            if (due || !changed) {
                return;
            }
            due = true;
            pause = Math.max(0, notBefore - time.nanoTime().getAsLong());
        }
        writeAfter(pause);
    }

    private void writeAfter(long pauseNanos) {
        time.timer()
                .schedule(
                        () -> {
                            try {
                                execute(() -> write(false));
                            } catch (Error e) { // no thread can be made
                                failed(e);
                                writeAfter(PAUSE_AFTER_FAILURE_NANOS);
                            }
                        },
                        pauseNanos);
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("closed", e);
        }
    }

    // ---------------------------------------------------------------- the file, on the executor

    private void load() {
        SnapshotFolder from = folder;
        if (from == null) {
            return;
        }
        Map<String, KeptList> read = from.read(wallMillis.getAsLong(), this::notUsed);
        synchronized (this) {
            read.forEach(lists::putIfAbsent); // what this process has heard itself is newer, whatever the clock says
        }
    }

    private void write(boolean atTheEnd) {
        SnapshotFolder to = folder;
        Map<String, KeptList> copy;
        synchronized (this) {
            if (!changed || to == null || closed != atTheEnd) {
                due = false;
                return;
            }
            changed = false;
            copy = kept();
        }
        boolean written = write(to, copy);
        long pause = written ? PAUSE_NANOS : PAUSE_AFTER_FAILURE_NANOS;
        synchronized (this) {
            notBefore = time.nanoTime().getAsLong() + pause;
            changed |= !written;
            due = changed && !closed;
            if (!due) {
                return;
            }
        }
        writeAfter(pause);
    }

    /** Under the lock. */
    private Map<String, KeptList> kept() {
        Map<String, KeptList> kept = new HashMap<>(lists);
        long oldest = wallMillis.getAsLong() - KEPT_MILLIS;
        kept.entrySet()
                .removeIf(entry ->
                        !referred.contains(entry.getKey()) && entry.getValue().heardMillis() < oldest);
        return kept;
    }

    private boolean write(SnapshotFolder to, Map<String, KeptList> lists) {
        try {
            to.write(lists);
            return true;
        } catch (IOException | RuntimeException | Error e) { // a SecurityException, or no memory, say
            failed(e);
            return false;
        }
    }

    private void failed(Throwable problem) {
        boolean first;
        synchronized (this) {
            failures++;
            first = !warnedOfWriting;
            warnedOfWriting = true;
        }
        tell(first, folder + " cannot be written: ", problem);
    }

    private void notUsed(Path file, Throwable problem) {
        boolean first;
        synchronized (this) {
            first = !warnedOfReading;
            warnedOfReading = true;
        }
        tell(first, "not all of " + file + " is used: it ", problem);
    }

    /** Once: a full disk would say so each minute. */
    private static void tell(boolean first, String what, Throwable problem) {
        String text =
                "what the registry says is kept for a start without it, but {}{} (expected: a folder that only this user can write, set by"
                        + " snapshotDirectory or tern.snapshotDirectory, 'off' for none); calls go on, this is told once";
        if (first) {
            log.warn(text, what, describe(problem));
        } else {
            log.debug(text, what, describe(problem));
        }
    }

    private static String describe(Throwable problem) {
        return problem.getClass() == IOException.class ? String.valueOf(problem.getMessage()) : problem.toString();
    }

    /** How often the file could not be written. */
    public long failures() {
        return failures;
    }

    /** Writes, on the executor, what is not written yet, and gives the file back. */
    @Override
    public void close() {
        SnapshotFolder last = folder;
        synchronized (this) {
            if (closed || last == null) {
                return;
            }
            closed = true;
        }
        execute(() -> {
            write(true);
            last.close();
        });
    }
}
