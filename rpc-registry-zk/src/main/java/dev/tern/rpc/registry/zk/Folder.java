package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of one node with their data, kept up to date by one recursive watch.
 *
 * <p>With each connection all of it is read again, because a recursive watch does not tell what was missed. In between each event makes one
 * child be read again, also that of a deletion: a node that was replaced is never seen as gone. One batch of reads runs at a time and is taken
 * over as a whole; what happens meanwhile is the next batch. So a burst of events becomes few changes, and content that was half read is never
 * seen. Without a connection the content stays as it is.
 *
 * <p>All of it runs on the loop.
 */
final class Folder {

    private static final Logger log = LoggerFactory.getLogger(Folder.class);

    private final String path;
    private final Session.Source sessions;
    private final Loop loop;
    private final Backoff backoff;
    private final Runnable listener;
    private final Session.Changed touched = this::touched;
    private Map<String, byte[]> content = Map.of();
    private Set<String> stale = new HashSet<>();
    private boolean allStale = true;
    private boolean known;
    private boolean reading;
    private boolean pausing;
    private boolean closed;

    /**
     * A folder that is empty until {@link #connected}.
     *
     * @param listener runs when the content has become known or has changed
     */
    Folder(String path, Session.Source sessions, Loop loop, Backoff backoff, Runnable listener) {
        this.path = path;
        this.sessions = sessions;
        this.loop = loop;
        this.backoff = backoff;
        this.listener = listener;
    }

    /** Whether the content has been read at least once. */
    boolean isKnown() {
        return known;
    }

    /** The data of the children by their names, as last read. */
    Map<String, byte[]> content() {
        return content;
    }

    /** There is a connection again: reads all of it. */
    void connected() {
        allStale = true;
        pausing = false;
        read();
    }

    /** Ends the watch. */
    void close() {
        closed = true;
        Session session = sessions.current();
        if (session != null) {
            session.unwatch(path, touched);
        }
    }

    private void touched(String changed) {
        if (changed.length() > path.length() && changed.indexOf('/', path.length() + 1) < 0) {
            stale.add(changed.substring(path.length() + 1));
            loop.execute(this::read); // after the events that are queued already
        }
    }

    private void read() {
        Session session = sessions.current();
        if (closed || reading || pausing || session == null || (!allStale && stale.isEmpty())) {
            return;
        }
        reading = true;
        Set<String> names = stale;
        stale = new HashSet<>();
        CompletableFuture<Map<String, byte[]>> batch = allStale ? readAll(session) : readSome(session, names);
        allStale = false;
        batch.whenComplete((result, failure) -> {
            reading = false;
            if (failure == null) {
                backoff.reset();
                take(result);
                read();
            } else {
                failed(failure);
            }
        });
    }

    /** The watch goes first, so that nothing can happen between the list and the watch. */
    private CompletableFuture<Map<String, byte[]>> readAll(Session session) {
        return session.watch(path, touched)
                .thenCompose(watched -> session.children(path))
                .thenCompose(names -> readEach(session, names, new HashMap<>()));
    }

    private CompletableFuture<Map<String, byte[]>> readSome(Session session, Set<String> names) {
        Map<String, byte[]> rest = new HashMap<>(content);
        rest.keySet().removeAll(names);
        return readEach(session, names, rest);
    }

    private CompletableFuture<Map<String, byte[]>> readEach(
            Session session, Collection<String> names, Map<String, byte[]> into) {
        CompletableFuture<?>[] reads = names.stream()
                .map(name -> session.read(path + "/" + name).thenAccept(node -> put(into, name, node)))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(reads).thenApply(done -> into);
    }

    private static void put(Map<String, byte[]> into, String name, Optional<Session.Node> node) {
        node.ifPresent(present -> into.put(name, present.data()));
    }

    private void take(Map<String, byte[]> result) {
        content = result;
        known = true;
        if (!closed) {
            listener.run();
        }
    }

    private void failed(Throwable failure) {
        allStale = true; // some of the batch may have been read, it does not matter which
        Duration delay = backoff.next();
        if (!Failures.isDisconnection(failure)) {
            log.warn(
                    "Could not read {}, again in {} ms: {} (expected: the right to read it)",
                    path,
                    delay.toMillis(),
                    Failures.cause(failure).toString());
        }
        pausing = true;
        loop.schedule(delay, () -> {
            pausing = false;
            read();
        });
    }
}
