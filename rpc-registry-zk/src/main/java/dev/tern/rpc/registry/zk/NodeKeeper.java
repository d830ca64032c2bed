package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.ProvidedService;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.zk.Session.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the node of one instance as it is desired: there, owned by the current session, with the current data, linked from its services; or,
 * once withdrawn, gone.
 *
 * <p>It works in passes. A pass compares the nodes with what is desired and takes the one step that is missing; of the many links of an instance
 * that was in order it looks at a few in turn. It begins with each change of
 * what is desired, each connection, each event of the node, and each audit; one that changed something is followed by one that verifies. Only
 * one pass runs at a time, and each works in one session only, so a late answer cannot bring back what has been withdrawn meanwhile.
 *
 * <p>{@link #desire}, {@link #withdraw} and {@link #end} may be called by any thread; all else runs on the loop. The two futures complete there.
 */
final class NodeKeeper {

    private static final Logger log = LoggerFactory.getLogger(NodeKeeper.class);

    private static final int REPAIRS_LOGGED = 10;

    /** How many links an audit looks at, of those of an instance that is in order: with the node itself, one read. */
    static final int LINKS_PER_AUDIT = LiveSession.NODES_PER_READ - 1;

    private final Context context;
    private final Backoff backoff;
    private final String path;
    private final @Nullable NodeKeeper predecessor;
    private final Session.Changed touched = changed -> soon();
    private final CompletableFuture<Void> registered = new CompletableFuture<>();
    private final CompletableFuture<Void> removed = new CompletableFuture<>();

    private volatile boolean withdrawn;
    private Instance desired;
    private boolean begun;
    private boolean passing;
    private boolean again;
    private boolean waiting;
    private boolean inOrder;
    private int linksSeen;
    private long watchedIn;
    private boolean watchInDoubt;
    private @Nullable Instance made;
    private long madeIn;

    /**
     * A keeper that is still to {@link #begin}.
     *
     * @param predecessor a withdrawn keeper of the same node, which goes first; null if there is none
     */
    NodeKeeper(Instance desired, @Nullable NodeKeeper predecessor, Context context) {
        this.predecessor = predecessor;
        this.context = context;
        this.path = context.layout().instance(desired);
        this.desired = desired;
        this.backoff = context.backoff();
    }

    /** The node. */
    String path() {
        return path;
    }

    /** See {@link Registry.Registration#registered}. */
    CompletableFuture<Void> registered() {
        return registered;
    }

    /** Completes once the node is gone for good. */
    CompletableFuture<Void> removed() {
        return removed;
    }

    /** The first pass, now or after the predecessor. */
    void begin() {
        if (predecessor != null) {
            predecessor.removed.thenRun(this::pass);
        }
        pass();
    }

    /** Replaces what is desired. */
    void desire(Instance instance) {
        context.loop().execute(() -> {
            desired = instance;
            pass();
        });
    }

    /** From now on the node is to be gone. */
    void withdraw() {
        withdrawn = true;
        context.loop().execute(() -> {
            registered.completeExceptionally(
                    new CancellationException(path + " was withdrawn before it was registered"));
            if (!begun && predecessor == null) {
                removed.complete(null);
            }
            pass();
        });
    }

    /** Whether it was {@linkplain #withdraw withdrawn}. */
    boolean isWithdrawn() {
        return withdrawn;
    }

    /** Stops keeping the node, however it stands. */
    void end() {
        withdrawn = true;
        registered.completeExceptionally(new CancellationException("the registry of " + path + " was closed"));
        removed.complete(null);
    }

    /** Looks again, whatever happened: there is no telling which event was missed. */
    void audit() {
        if (inOrder) {
            backoff.reset();
        }
        pass();
    }

    /** Compares and repairs now, or once there is a connection, or after the pass that is running. */
    void pass() {
        Session session = context.sessions().current();
        if (predecessor != null && !predecessor.removed.isDone()) {
            predecessor.pass();
        } else if (passing) {
            again = true;
        } else if (session != null && !removed.isDone()) {
            begun = true;
            passing = true;
            again = false;
            step(session);
        }
    }

    private void step(Session session) {
        Instance wanted = desired;
        List<String> repaired = new ArrayList<>();
        // Composed, so that what is thrown at once is a failure like another.
        CompletableFuture<Step> steps = CompletableFuture.completedFuture(session)
                .thenCompose(
                        in -> withdrawn ? in.delete(path).thenApply(done -> Step.REMOVED) : look(in, wanted, repaired));
        steps.whenComplete((step, failure) -> {
            passing = false;
            if (failure != null) {
                failed(failure);
            } else {
                succeeded(step, session, wanted, repaired);
            }
            if (again) {
                pass();
            }
        });
    }

    /** Of what was in order a few links at a time are enough. As soon as anything is not, all of it is made so, the links first. */
    private CompletableFuture<Step> look(Session session, Instance wanted, List<String> repaired) {
        List<ProvidedService> services = wanted.services();
        byte[] data = wanted.format().getBytes(StandardCharsets.UTF_8);
        if (!inOrder || !isMade(session, wanted) || services.size() <= LINKS_PER_AUDIT) {
            return restore(session, wanted, data, repaired);
        }
        List<ProvidedService> some = IntStream.range(0, LINKS_PER_AUDIT)
                .mapToObj(i -> services.get((linksSeen + i) % services.size()))
                .toList();
        linksSeen = (linksSeen + LINKS_PER_AUDIT) % services.size();
        return find(session, some, wanted, repaired)
                .thenCompose(found -> repaired.isEmpty() && isInOrder(session, found, data)
                        ? CompletableFuture.completedFuture(Step.NONE)
                        : restore(session, wanted, data, repaired));
    }

    private CompletableFuture<Step> restore(Session session, Instance wanted, byte[] data, List<String> repaired) {
        return find(session, wanted.services(), wanted, repaired).thenCompose(found -> settle(session, found, data));
    }

    /** Makes sure of the watch and of links, and reads the node meanwhile. */
    private CompletableFuture<Optional<Node>> find(
            Session session, List<ProvidedService> services, Instance wanted, List<String> repaired) {
        return watch(session)
                .thenCompose(set -> link(session, services, wanted, repaired)
                        .thenCombine(session.readFirst(path), (linked, node) -> node));
    }

    /** Once in a session: ZooKeeper's client sets it again with each of its connections. */
    private CompletableFuture<Void> watch(Session session) {
        if (watchedIn == session.id() && !watchInDoubt) {
            return CompletableFuture.completedFuture(null);
        }
        return session.watch(path, touched).thenRun(() -> {
            watchedIn = session.id();
            watchInDoubt = false;
        });
    }

    /** Makes sure of links, and notes those that were missing. */
    private CompletableFuture<Void> link(
            Session session, List<ProvidedService> services, Instance wanted, List<String> repaired) {
        return CompletableFuture.allOf(services.stream()
                .map(service -> context.layout().link(service.name(), wanted.application()))
                .map(link -> session.ensure(link).thenAccept(created -> {
                    if (created) {
                        repaired.add(link);
                    }
                }))
                .toArray(CompletableFuture<?>[]::new));
    }

    private static boolean isInOrder(Session session, Optional<Node> found, byte[] data) {
        return found.isPresent()
                && found.get().owner() == session.id()
                && Arrays.equals(found.get().data(), data);
    }

    private CompletableFuture<Step> settle(Session session, Optional<Node> found, byte[] data) {
        if (found.isEmpty()) {
            return session.create(path, data).thenApply(done -> Step.CREATED);
        }
        Node node = found.get();
        if (node.owner() != session.id()) {
            // Most often of an earlier session of this process that ZooKeeper has not given up yet: it would take the
            // node with it.
            return session.replace(path, data, node.version()).thenApply(done -> Step.TAKEN_OVER);
        }
        if (!Arrays.equals(node.data(), data)) {
            return session.write(path, data, node.version()).thenApply(done -> Step.REWRITTEN);
        }
        return CompletableFuture.completedFuture(Step.NONE);
    }

    private void succeeded(Step step, Session session, Instance wanted, List<String> links) {
        inOrder = step == Step.NONE && links.isEmpty();
        if (step == Step.REMOVED) {
            log.info("Removed {}", path);
            if (watchedIn == session.id()) {
                session.unwatch(path);
            }
            removed.complete(null);
            return;
        }
        if (wanted.equals(made) && !inOrder) {
            context.repairs().increment();
            watchInDoubt = true; // if no event told, it may be lost; where it is not, to set it again changes nothing
        }
        if (!inOrder && isMade(session, wanted)) {
            if (context.warnings().isDue("repairs of " + path, REPAIRS_LOGGED)) {
                log.warn(
                        "Repaired {}: {} (expected: owned by session 0x{} with its current data){}",
                        path,
                        step.finding,
                        Long.toHexString(session.id()),
                        links.isEmpty() ? "" : "; " + links.size() + " links were missing, such as " + links.get(0));
            }
            after(backoff.next()); // whoever does this may do it again at once
        } else if (step != Step.NONE) {
            log.info("Registered {} in session 0x{}: {}", path, Long.toHexString(session.id()), step.finding);
            again = true;
        } else if (!inOrder) {
            again = true;
        }
        made = wanted;
        madeIn = session.id();
        registered.complete(null);
    }

    private boolean isMade(Session session, Instance wanted) {
        return wanted.equals(made) && madeIn == session.id();
    }

    private void failed(Throwable failure) {
        inOrder = false;
        Duration delay = backoff.next();
        if (Failures.isDisconnection(failure) || Failures.isRace(failure)) {
            log.debug("Pass over {} cut short, again in {} ms", path, delay.toMillis(), failure);
        } else if (context.warnings().isDue("registering failed with " + Failures.code(failure), 1)) {
            log.warn(
                    "Could not make {} as desired, again in {} ms and so on: {} (expected: the rights to read, create, write and delete there; see the registry's ?credentials= and ?access=)",
                    path,
                    delay.toMillis(),
                    Failures.cause(failure).toString());
        }
        after(delay);
    }

    /** After an event: at once when all was quiet, later in the middle of trouble. */
    private void soon() {
        Duration delay = backoff.delay();
        if (delay.isZero()) {
            pass();
        } else {
            after(delay);
        }
    }

    private void after(Duration delay) {
        if (!waiting) {
            waiting = true;
            context.loop().schedule(delay, () -> {
                waiting = false;
                pass();
            });
        }
    }

    /** What a pass did, and what it found before it did so. */
    private enum Step {
        NONE("all in order"),
        CREATED("there was no node"),
        TAKEN_OVER("the node was of another session"),
        REWRITTEN("the node held other data"),
        REMOVED("the node is gone");

        final String finding;

        Step(String finding) {
            this.finding = finding;
        }
    }
}
