package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.zk.Session.Family;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of one node, kept up to date by one recursive watch.
 *
 * <p>With each connection all of it is read again, because a recursive watch does not tell what was missed. In between each event makes one
 * child be read again, also that of a deletion: a node that was replaced is never seen as gone. One batch of reads runs at a time and is taken
 * over as a whole, at most every {@link #GAP}, and ever less often, down to every {@link #MOST_GAP}, while something happens all the time; what
 * happens meanwhile is the next batch. So a burst of events becomes few changes, and content that was half read is never seen. Without a connection the content stays as it is.
 *
 * <p>A watch may be lost, or its events may not come through. So a {@link #pull} from time to time asks for the number of the last change of
 * the children, one small answer, and reads a few of them in turn; only if the number is another one their names are read, and those that came.
 * If something was missed, all of it is read again as with a new connection.
 *
 * <p>All of it runs on the loop.
 *
 * @param <T> what is kept of a child
 */
final class Folder<T> {

    /** Between two batches at least. */
    static final Duration GAP = Duration.ofMillis(50);

    /** The same while one batch follows the other: to take over costs time in proportion to all the children, so many changes are to be few batches. */
    static final Duration MOST_GAP = Duration.ofMillis(400);

    /** With more children than this not even their names are read: the answer could be larger than the client takes, and cost the connection. */
    static final int CHILDREN_LIMIT = 100_000;

    private static final long UNKNOWN = -1;

    private static final Logger log = LoggerFactory.getLogger(Folder.class);

    private final String path;
    private final Context context;
    private final Backoff backoff;
    private final Fetch<T> fetch;
    private final Predicate<T> watchable;
    private final Listener listener;
    private final Session.Changed touched = this::touched;
    private @Nullable Session watched;
    private NavigableMap<String, T> content = new TreeMap<>();
    private Duration gap = GAP;
    private long change;
    private boolean told; // of a change since that number was taken
    private Set<String> stale = new HashSet<>();
    private final Set<String> inDoubt = new HashSet<>();
    private String pulledUpTo = "";
    private boolean allStale = true;
    private boolean known;
    private boolean reading;
    private boolean pausing;
    private boolean closed;

    /** Reads a child. */
    @FunctionalInterface
    interface Fetch<T> {

        /**
         * Answers what to keep of it; empty if there is no such node.
         *
         * @param before what was kept of it until now; the same again if it is still right; null for a new one
         */
        CompletableFuture<Optional<T>> fetch(Session session, String name, @Nullable T before);
    }

    /** Is told of the end of each batch. */
    @FunctionalInterface
    interface Listener {

        /**
         * A batch was taken over, or failed and left the content as it was.
         *
         * @param failure why it failed; null if it was taken over
         */
        void ended(@Nullable Throwable failure);
    }

    /**
     * A folder that is empty until {@link #connected}.
     *
     * @param watchable whether events tell of a child: ZooKeeper tells nobody of what he may not read
     */
    Folder(String path, Context context, Fetch<T> fetch, Predicate<T> watchable, Listener listener) {
        this.path = path;
        this.context = context;
        this.backoff = context.backoff();
        this.fetch = fetch;
        this.watchable = watchable;
        this.listener = listener;
    }

    /** Whether the content has been read at least once. */
    boolean isKnown() {
        return known;
    }

    /** The children by their names, as last read. */
    NavigableMap<String, T> content() {
        return content;
    }

    /** There is a connection again: reads all of it. */
    void connected() {
        allStale = true;
        pausing = false;
        read();
    }

    /** Ends the watch, also that of a session without a connection, which would set it again with the next. */
    void close() {
        closed = true;
        if (watched != null) {
            watched.unwatch(path);
        }
    }

    /**
     * Looks whether something was missed, unless it is busy anyway.
     *
     * @param most how many children to read again in turn
     * @return how many of them it does
     */
    int pull(int most) {
        Session session = context.sessions().current();
        if (closed || reading || allStale || session == null) {
            return 0;
        }
        session.family(path).thenCompose(family -> compare(session, family)).whenComplete((compared, failure) -> {
            if (failure == null) {
                read();
            } else {
                complain(failure, "again with the next pull");
            }
        });
        return pullInTurn(most);
    }

    private int pullInTurn(int most) {
        List<String> some = Stream.concat(
                        content.tailMap(pulledUpTo, false).keySet().stream(),
                        content.headMap(pulledUpTo, true).keySet().stream())
                .limit(most)
                .toList();
        doubt(some);
        pulledUpTo = some.isEmpty() ? pulledUpTo : some.get(some.size() - 1);
        return some.size();
    }

    /** Of what an event told of already there is no doubt: it is going to be read anyway. */
    private void doubt(Collection<String> names) {
        names.stream().filter(stale::add).forEach(inDoubt::add);
    }

    /** If any child came or went since the last time, compares the names: which of them did so, and whether an event told of it. */
    private CompletableFuture<Void> compare(Session session, Family family) {
        if (family.change() == change) {
            return CompletableFuture.completedFuture(null);
        }
        boolean anyTold = told;
        counted(family);
        return CompletableFuture.completedFuture(family)
                .thenCompose(some -> names(session, some))
                .thenAccept(names -> compare(names, anyTold))
                .whenComplete((compared, failure) -> {
                    if (failure != null) {
                        countAgain();
                    }
                });
    }

    private void compare(Collection<String> names, boolean anyTold) {
        if (reading || allStale) {
            countAgain();
            return;
        }
        Set<String> listed = new HashSet<>(names);
        Set<String> different = new HashSet<>(listed);
        different.removeAll(content.keySet());
        content.keySet().stream().filter(name -> !listed.contains(name)).forEach(different::add);
        if (different.isEmpty() && !anyTold) {
            noEventTold(1); // one was replaced by another of its name
        }
        doubt(different);
    }

    /** An event comes before the answer that it is part of, so those that come from now on tell of later changes. */
    private void counted(Family family) {
        change = family.change();
        told = false;
    }

    /** The names were not compared: the next pull does. */
    private void countAgain() {
        change = UNKNOWN;
        told = true;
    }

    /** Nobody knows what else was missed, so all of it is read again, behind a new watch. */
    private void noEventTold(long changes) {
        allStale = true;
        if (context.warnings().isDue("changes that no event told", 1)) {
            log.warn("Found {} changes in {} that no event told: all of it is read again", changes, path);
        }
    }

    private void touched(String changed) {
        told = true;
        if (!closed && changed.length() > path.length() && changed.indexOf('/', path.length() + 1) < 0) {
            String name = changed.substring(path.length() + 1);
            stale.add(name);
            inDoubt.remove(name);
            context.loop().execute(this::read); // after the events that are queued already
        }
    }

    private void read() {
        Session session = context.sessions().current();
        if (closed || reading || pausing || session == null || (!allStale && stale.isEmpty())) {
            return;
        }
        reading = true;
        Set<String> names = stale;
        stale = new HashSet<>();
        boolean all = allStale;
        allStale = false;
        if (all) {
            inDoubt.clear();
        }
        // Composed, so that what is thrown at once is a failure like another.
        CompletableFuture<NavigableMap<String, T>> batch =
                CompletableFuture.completedFuture(session).thenCompose(in -> all ? readAll(in) : readSome(in, names));
        batch.whenComplete((result, failure) -> {
            reading = false;
            if (failure == null) {
                backoff.reset();
                takeOver(result, names);
                pause(gap);
            } else {
                failed(failure);
            }
            if (!closed) {
                listener.ended(failure);
            }
        });
    }

    private void takeOver(NavigableMap<String, T> result, Set<String> read) {
        // An event comes before what it tells of can be read, so it would have taken the doubt away.
        long missed = inDoubt.stream()
                .filter(read::contains)
                .filter(name -> isChange(content.get(name), result.get(name)))
                .count();
        inDoubt.removeAll(read);
        content = result;
        known = true;
        if (missed > 0) {
            noEventTold(missed);
        }
    }

    private boolean isChange(@Nullable T before, @Nullable T now) {
        return before != now && ((before != null && watchable.test(before)) || (now != null && watchable.test(now)));
    }

    /** The watch goes first, so that nothing can happen between the list and the watch. */
    private CompletableFuture<NavigableMap<String, T>> readAll(Session session) {
        return watch(session)
                .thenCompose(set -> session.family(path))
                .thenCompose(family -> {
                    counted(family);
                    return names(session, family);
                })
                .thenCompose(names -> readEach(session, names, new TreeMap<>()));
    }

    private CompletableFuture<Void> watch(Session session) {
        watched = session;
        return session.watch(path, touched);
    }

    private CompletableFuture<? extends Collection<String>> names(Session session, Family family) {
        if (family.size() <= CHILDREN_LIMIT) {
            return family.size() == 0 ? CompletableFuture.completedFuture(List.of()) : session.children(path);
        }
        if (context.warnings().isDue("too many children", 1)) {
            log.warn(
                    "{} has {} children (expected: at most {}): only those that change are read",
                    path,
                    family.size(),
                    CHILDREN_LIMIT);
        }
        return CompletableFuture.completedFuture(List.copyOf(content.keySet()));
    }

    private CompletableFuture<NavigableMap<String, T>> readSome(Session session, Set<String> names) {
        NavigableMap<String, T> rest = new TreeMap<>(content);
        rest.keySet().removeAll(names);
        return readEach(session, names, rest);
    }

    private CompletableFuture<NavigableMap<String, T>> readEach(
            Session session, Collection<String> names, NavigableMap<String, T> into) {
        CompletableFuture<?>[] reads = names.stream()
                .map(name -> fetch.fetch(session, name, content.get(name))
                        .thenAccept(child -> child.ifPresent(present -> into.put(name, present))))
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(reads).thenApply(done -> into);
    }

    private void failed(Throwable failure) {
        allStale = true; // some of the batch may have been read, it does not matter which
        Duration delay = backoff.next();
        complain(failure, "again in " + delay.toMillis() + " ms");
        pause(delay);
    }

    private void pause(Duration delay) {
        pausing = true;
        context.loop().schedule(delay, () -> {
            pausing = false;
            gap = stale.isEmpty() ? GAP : Collections.min(List.of(gap.multipliedBy(2), MOST_GAP));
            read();
        });
    }

    private void complain(Throwable failure, String when) {
        if (!Failures.isDisconnection(failure)
                && context.warnings().isDue("reading failed with " + Failures.code(failure), 1)) {
            log.warn(
                    "Could not read {}, {}: {} (expected: the right to read it; see the registry's ?credentials= and ?access=)",
                    path,
                    when,
                    Failures.cause(failure).toString());
        }
    }
}
