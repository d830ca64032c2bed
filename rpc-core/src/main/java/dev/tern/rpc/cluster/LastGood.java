package dev.tern.rpc.cluster;

import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry said last of each service, kept in a file, so that a consumer can start while the registry is away: what the file says serves if the registry has not answered within
 * {@value #PATIENCE_MILLIS} ms, until it does. That there is nobody is not kept: a registry that was restored empty says so too.
 *
 * <p>The file is read and written on the given executor, at most once a second; neither calls nor the registry's thread ever wait for it. Whatever is wrong with it, calls go on, and one
 * warning says so. Thread-safe; its lock is held for an instant, never while a file is used or anybody is told.
 */
public final class LastGood implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LastGood.class);
    private static final long PATIENCE_MILLIS = 500;
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final @Nullable SnapshotFolder folder; // null: nothing is kept; used on the executor only
    private final Executor executor;
    private final TimeAndChance time;
    private final LongSupplier wallMillis;

    // guarded by this
    private final Map<String, KeptList> lists = new HashMap<>();
    private boolean changed;
    private boolean due;
    private long notBefore;
    private boolean warned;
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
        if (list != null && !endpoints.isAnswered()) {
            log.warn(
                    "{}: the registry has not answered within {} ms; {} instances that it knew before serve until it does ({})",
                    service,
                    PATIENCE_MILLIS,
                    list.instances().size(),
                    folder);
            endpoints.assume(list.instances());
        }
    }

    private void found(String service, List<Instance> instances) {
        if (instances.isEmpty()) {
            return;
        }
        long pause;
        synchronized (this) {
            if (closed) {
                return;
            }
            KeptList before = lists.put(service, new KeptList(wallMillis.getAsLong(), List.copyOf(instances)));
            changed |= before == null || !before.instances().equals(instances);
            if (due || !changed) {
                return;
            }
            due = true;
            pause = Math.max(0, notBefore - time.nanoTime().getAsLong());
        }
        time.timer().schedule(() -> execute(() -> write(false)), pause);
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
        Map<String, KeptList> read = from.read((file, problem) -> warn(file + " is not used: it ", problem));
        synchronized (this) {
            read.forEach((service, list) -> lists.merge(service, list, KeptList::later));
        }
    }

    private void write(boolean atTheEnd) {
        SnapshotFolder to = folder;
        Map<String, KeptList> copy;
        synchronized (this) {
            due = false;
            if (!changed || to == null || closed != atTheEnd) {
                return;
            }
            changed = false;
            copy = Map.copyOf(lists);
        }
        boolean written = write(to, copy);
        long pause = written ? PAUSE_NANOS : PAUSE_AFTER_FAILURE_NANOS;
        synchronized (this) {
            notBefore = time.nanoTime().getAsLong() + pause;
            changed |= !written;
            if (!changed || closed || due) {
                return;
            }
            due = true;
        }
        time.timer().schedule(() -> execute(() -> write(false)), pause);
    }

    private boolean write(SnapshotFolder to, Map<String, KeptList> copy) {
        try {
            to.write(copy);
            return true;
        } catch (IOException | RuntimeException e) { // a SecurityException, say
            synchronized (this) {
                failures++;
            }
            warn(to + " cannot be written: ", e);
            return false;
        }
    }

    /** Once: a full disk would say so each minute. */
    private void warn(String what, Exception problem) {
        boolean first;
        synchronized (this) {
            first = !warned;
            warned = true;
        }
        String text =
                "what the registry says is kept for a start without it, but {}{} (expected: a folder that this user can write, set by"
                        + " snapshotDirectory or tern.snapshotDirectory, 'off' for none); calls go on, this is told once";
        if (first) {
            log.warn(text, what, describe(problem));
        } else {
            log.debug(text, what, describe(problem));
        }
    }

    private static String describe(Exception problem) {
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
