package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryState;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.local.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry at a path: an {@link InstanceDirectory} or an {@link InstanceList}.
 *
 * <p><b>Threads.</b> One daemon thread {@code tern-file-N}, the {@link Loop}, reads and writes all files and calls the listeners. It takes a turn each second, and one more soon after
 * something is registered, updated, closed or subscribed to; however much that is, it is one turn. Files are read again and again instead of being watched by the operating system, which
 * tells nothing of what other hosts do on a shared disk. <b>Locks.</b> None: callers' threads hand over to the loop, and wait for it only in {@link #close} and in the close of a
 * registration, both bounded, because a disk may hang.
 */
final class FileRegistry implements Registry {

    /** Between two looks. */
    static final Duration LOOK_PERIOD = Duration.ofSeconds(1);

    /** The longest wait for a disk: whoever leaves waits for a registration and then for the registry, less than 2 s together. */
    static final Duration CLOSE_LIMIT = Duration.ofMillis(900);

    /** The most that counts as time between two looks: a process that was stopped for long has not seen that nothing happened. */
    static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(15);

    /** Between two audits at most; it is less by up to a third, so that many providers do not act at the same moment. */
    static final Duration MOST_BETWEEN_AUDITS = Duration.ofSeconds(9);

    private static final Logger log = LoggerFactory.getLogger(FileRegistry.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final RegistryState UNREAD = new RegistryState(false, "not looked at yet", 0, 0);

    private final RegistryUri uri;
    private final Path path;
    private final Loop loop;
    private final LongSupplier nanoTime;
    private final RandomGenerator random = new SplittableRandom(); // for the loop's thread alone
    private final Troubles troubles = new Troubles();
    private final Leftovers leftovers;
    private final Map<Path, OwnFile> own = new ConcurrentHashMap<>();
    private final List<Watch> watches = new CopyOnWriteArrayList<>();
    private final AtomicBoolean turning = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile RegistryState state = UNREAD;
    private volatile @Nullable List<Instance> known;
    private @Nullable Place place;
    private boolean warnedOfList;
    private long ignoredBefore;
    private long repairs;
    private long lastLook;
    private long nextAudit;

    FileRegistry(RegistryUri uri, Path path, Loop loop, LongSupplier nanoTime) {
        this.uri = uri;
        this.path = path;
        this.loop = loop;
        this.nanoTime = nanoTime;
        this.leftovers = new Leftovers(nanoTime);
        this.lastLook = nanoTime.getAsLong();
        this.nextAudit = lastLook;
    }

    /** Opens a registry, which begins to look in the background. */
    static FileRegistry open(RegistryUri uri, Path path, Duration period) {
        Loop loop = new LoopThread("tern-file-" + COUNT.incrementAndGet());
        FileRegistry registry = new FileRegistry(uri, path, loop, System::nanoTime);
        registry.soon();
        loop.repeat(period, () -> registry.turn(true));
        return registry;
    }

    private void soon() {
        if (turning.compareAndSet(false, true)) {
            loop.execute(() -> turn(false));
        }
    }

    /**
     * Looks, keeps what is registered, and tells.
     *
     * @param regular whether it is one of those that come each second
     */
    void turn(boolean regular) {
        turning.set(false);
        look(regular);
        if (keep()) {
            look(false); // so that this process sees at once what it wrote
        }
        tell();
    }

    private void look(boolean regular) {
        long now = nanoTime.getAsLong();
        Duration since = Duration.ofNanos(Math.min(now - lastLook, MOST_BETWEEN_LOOKS.toNanos()));
        lastLook = now;
        try {
            Place found = place(Files.readAttributes(path, BasicFileAttributes.class));
            if (!watches.isEmpty()) {
                found.look(since, regular);
            }
            troubles.remove(path);
            state = state(true, "read as " + found);
        } catch (IOException e) {
            String text = Troubles.text(e);
            troubles.add(
                    path,
                    text,
                    known == null ? "nobody is found and nothing registered until it is well" : "what was known stays");
            state = state(false, text);
        }
        if (place != null && place.isKnown()) {
            known = place.instances();
        }
    }

    private RegistryState state(boolean reached, String text) {
        return new RegistryState(reached, text, ignoredBefore + (place == null ? 0 : place.ignored()), repairs);
    }

    private Place place(BasicFileAttributes attributes) {
        boolean directory = attributes.isDirectory();
        Place before = place;
        if (before != null && directory == before instanceof InstanceDirectory) {
            return before;
        }
        if (before != null) {
            ignoredBefore += before.ignored();
        }
        Place now = directory ? new InstanceDirectory(path, troubles) : new InstanceList(path);
        place = now;
        return now;
    }

    /** Whether a file was written or removed. */
    private boolean keep() {
        long now = nanoTime.getAsLong();
        boolean audit = now - nextAudit >= 0;
        if (audit) {
            double share = random.nextDouble(2.0 / 3, 1);
            nextAudit = now + (long) (MOST_BETWEEN_AUDITS.toNanos() * share);
        }
        boolean list = place instanceof InstanceList;
        boolean wrote = false;
        for (OwnFile file : own.values()) {
            if (list) {
                notNeeded(file);
            } else if (Files.isDirectory(path) || file.isClosed()) {
                wrote |= keep(file, audit);
            }
        }
        own.values().removeIf(OwnFile::isGone);
        if (audit && !list) {
            sweep();
        }
        return wrote;
    }

    private boolean keep(OwnFile file, boolean audit) {
        boolean due = file.isDue();
        boolean repaired = (due || audit) && file.keep();
        repairs += repaired ? 1 : 0;
        return due || repaired;
    }

    private void notNeeded(OwnFile file) {
        if (!warnedOfList) {
            warnedOfList = true;
            log.warn(
                    "{} is a file: {} is not written there, whoever writes the file has to list it (expected: a directory, for providers to register in)",
                    path,
                    file.path().getFileName());
        }
        file.notNeeded();
    }

    private void sweep() {
        Set<Path> directories = new TreeSet<>();
        own.values().forEach(file -> directories.add(file.directory()));
        for (Path directory : directories) {
            try {
                leftovers.sweep(directory);
            } catch (IOException e) {
                log.debug("What is left over in {} cannot be removed", directory, e);
            }
        }
    }

    private void tell() {
        List<Instance> all = known;
        if (all != null) {
            watches.forEach(watch -> watch.tell(providers(watch.service(), all)));
        }
    }

    @Override
    public Registration register(Instance instance) {
        checkOpen();
        check("id", instance.id());
        check("application", instance.application());
        OwnFile.check(instance);
        OwnFile file = own.compute(InstanceDirectory.file(path, instance), (key, present) -> {
            if (present != null && !present.isClosed()) {
                throw new IllegalStateException(key
                        + " is registered already (expected: one registration of an instance, update() changes it)");
            }
            if (present != null) {
                present.gone(); // the new one has its place
            }
            return new OwnFile(path, instance, troubles, loop, this::soon);
        });
        if (closed.get()) {
            file.gone(); // the close may not have seen it
        }
        soon();
        return file;
    }

    private static void check(String what, String name) {
        if (name.isEmpty() || name.startsWith(".")) {
            throw new IllegalArgumentException(
                    what + ": '" + name + "' (expected: what can be the name of a file that is not hidden)");
        }
    }

    @Override
    public Subscription subscribe(String service, Listener listener) {
        checkOpen();
        Watch watch = new Watch(service, listener);
        watches.add(watch);
        soon();
        return new Subscription() {
            @Override
            public String describe() {
                return FileRegistry.this.describe(service);
            }

            @Override
            public void close() {
                watch.end();
                watches.remove(watch);
            }
        };
    }

    /** Of all instances, those that provide a service; one that does not say what it provides is expected to. */
    private static List<Instance> providers(String service, List<Instance> all) {
        return all.stream()
                .filter(instance -> instance.services().isEmpty()
                        || instance.services().stream()
                                .anyMatch(provided -> provided.name().equals(service)))
                .toList();
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("registry " + this + " (expected: open)");
        }
    }

    @Override
    public RegistryState state() {
        return state;
    }

    private String describe(String service) {
        List<Instance> all = known;
        if (all == null) {
            return this + ": nothing known yet";
        }
        List<Instance> found = providers(service, all);
        Set<String> applications = new TreeSet<>();
        found.forEach(instance -> applications.add(instance.application()));
        return this + ": " + found.size() + " instances"
                + (found.isEmpty()
                        ? " of " + service + " among " + all.size()
                        : ", in applications " + String.join(", ", applications));
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (!loop.end(this::end, CLOSE_LIMIT)) {
                log.warn(
                        "Registry {} was not closed within {} ms: what is registered there counts until its lease of {} s ends",
                        uri,
                        CLOSE_LIMIT.toMillis(),
                        OwnFile.LEASE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        watches.clear();
        for (OwnFile file : own.values()) {
            file.end();
        }
        own.clear();
        state = new RegistryState(false, "closed", state.entriesIgnored(), state.repairs());
    }

    @Override
    public String toString() {
        return uri + " (" + state.text() + ")";
    }
}
