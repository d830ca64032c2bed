package dev.tern.rpc.registry.zk;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.OpResult.ErrorResult;
import org.apache.zookeeper.OpResult.GetDataResult;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A session on a ZooKeeper handle. It does not use Curator's operations: those are retried, over the end of a session, by a thread of Curator's.
 *
 * <p>ZooKeeper's event thread only hands answers and events over to the loop, whose queue keeps their order.
 */
final class LiveSession implements Session {

    /**
     * How many nodes are read with one request. Each of them may be as large as ZooKeeper lets a node become, usually 1 MiB, and all together
     * must stay below the {@linkplain Connection#ANSWER_LIMIT largest answer}.
     */
    static final int NODES_PER_READ = 15;

    /** How many reads are under way at once. More would not be faster, but stand in the way of others at the server. */
    private static final int READS = 4;

    private static final byte[] NOTHING = {};

    private final ZooKeeper zookeeper;
    private final long id;
    private final List<ACL> acl;
    private final Loop loop;
    private final Batches<String, OpResult> reads;

    /** The session that the handle has now; its nodes are created with these rights. */
    LiveSession(ZooKeeper zookeeper, List<ACL> acl, Loop loop) {
        this.zookeeper = zookeeper;
        this.id = zookeeper.getSessionId();
        this.acl = acl;
        this.loop = loop;
        this.reads = new Batches<>(loop, NODES_PER_READ, READS, this::readAll);
    }

    /** Whether this is the session that the handle has now. */
    boolean isOf(ZooKeeper handle) {
        return handle == zookeeper && handle.getSessionId() == id;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public CompletableFuture<Optional<Node>> read(String path) {
        return reads.ask(path).thenCompose(result -> node(result, path));
    }

    @Override
    public CompletableFuture<Optional<Node>> readFirst(String path) {
        return reads.askFirst(path).thenCompose(result -> node(result, path));
    }

    private static CompletableFuture<Optional<Node>> node(OpResult result, String path) {
        return result instanceof GetDataResult found
                ? CompletableFuture.completedFuture(Optional.of(node(found)))
                : unless(result, path, Optional.empty());
    }

    /** A node that was created with null has no array. */
    private static Node node(GetDataResult found) {
        byte[] data = found.getData();
        Stat stat = found.getStat();
        return new Node(data == null ? NOTHING : data, stat.getVersion(), stat.getEphemeralOwner());
    }

    @Override
    public CompletableFuture<Family> family(String path) {
        return reads.ask(path)
                .thenCompose(result -> result instanceof GetDataResult found
                        ? CompletableFuture.completedFuture(new Family(
                                found.getStat().getNumChildren(),
                                found.getStat().getPzxid()))
                        : unless(result, path, Family.NONE));
    }

    /** What to answer if there is no such node; anything else is a failure. */
    private static <T> CompletableFuture<T> unless(OpResult result, String path, T absent) {
        int error = ((ErrorResult) result).getErr();
        return error == Code.NONODE.intValue()
                ? CompletableFuture.completedFuture(absent)
                : CompletableFuture.failedFuture(failure(error, path));
    }

    private CompletableFuture<List<OpResult>> readAll(List<String> paths) {
        CompletableFuture<List<OpResult>> answer = new CompletableFuture<>();
        List<Op> each = paths.stream().map(Op::getData).toList();
        zookeeper.multi(
                each,
                (rc, p, ctx, results) -> {
                    // The code is that of the first that failed, if any; then the others have their results all the
                    // same.
                    int code = results == null ? rc : Code.OK.intValue();
                    done(answer, code, paths.get(0), results);
                },
                null);
        return answer;
    }

    @Override
    public CompletableFuture<List<String>> children(String path) {
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        zookeeper.getChildren(
                path,
                false,
                (int rc, String p, Object ctx, List<String> names) -> {
                    boolean absent = rc == Code.NONODE.intValue();
                    done(answer, absent ? Code.OK.intValue() : rc, path, absent || names == null ? List.of() : names);
                },
                null);
        return answer;
    }

    @Override
    public CompletableFuture<Boolean> ensure(String path) {
        // A look first: to create what exists costs the ensemble a write all the same.
        return readFirst(path)
                .thenCompose(node -> node.isPresent() ? CompletableFuture.completedFuture(false) : made(path));
    }

    private CompletableFuture<Boolean> made(String path) {
        return createWithParents(path, NOTHING, CreateMode.PERSISTENT)
                .thenApply(done -> true)
                .exceptionallyCompose(failure -> Failures.code(failure) == Code.NODEEXISTS
                        ? CompletableFuture.completedFuture(false)
                        : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Void> create(String path, byte[] data) {
        return createWithParents(path, data, CreateMode.EPHEMERAL);
    }

    private CompletableFuture<Void> createWithParents(String path, byte[] data, CreateMode mode) {
        return createOnly(path, data, mode).exceptionallyCompose(failure -> {
            int slash = path.lastIndexOf('/');
            if (Failures.code(failure) != Code.NONODE || slash == 0) {
                return CompletableFuture.failedFuture(failure);
            }
            return ensure(path.substring(0, slash)).thenCompose(made -> createOnly(path, data, mode));
        });
    }

    private CompletableFuture<Void> createOnly(String path, byte[] data, CreateMode mode) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        zookeeper.create(path, data, acl, mode, (rc, p, ctx, name) -> done(answer, rc, path, null), null);
        return answer;
    }

    @Override
    public CompletableFuture<Void> write(String path, byte[] data, int version) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        zookeeper.setData(path, data, version, (rc, p, ctx, stat) -> done(answer, rc, path, null), null);
        return answer;
    }

    @Override
    public CompletableFuture<Void> replace(String path, byte[] data, int version) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        List<Op> both = List.of(Op.delete(path, version), Op.create(path, data, acl, CreateMode.EPHEMERAL));
        zookeeper.multi(both, (rc, p, ctx, results) -> done(answer, rc, path, null), null);
        return answer;
    }

    @Override
    public CompletableFuture<Void> delete(String path) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        zookeeper.delete(
                path,
                -1,
                (rc, p, ctx) -> done(answer, rc == Code.NONODE.intValue() ? Code.OK.intValue() : rc, path, null),
                null);
        return answer;
    }

    @Override
    public CompletableFuture<Void> watch(String path, Changed changed) {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        Watcher watcher = new Handover(loop, changed);
        zookeeper.addWatch(
                path, watcher, AddWatchMode.PERSISTENT_RECURSIVE, (rc, p, ctx) -> done(answer, rc, path, null), null);
        return answer;
    }

    @Override
    public void unwatch(String path) {
        // All of them, because to remove one watcher is to remove it here only: the server would go on telling.
        // "Any" because older servers know no other type that fits; local, so that it is gone here even without a
        // connection.
        zookeeper.removeAllWatches(path, Watcher.WatcherType.Any, true, (rc, p, ctx) -> {}, null);
    }

    private <T> void done(CompletableFuture<T> answer, int rc, String path, @Nullable T value) {
        loop.execute(() -> {
            if (rc == Code.OK.intValue()) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure(rc, path));
            }
        });
    }

    private static KeeperException failure(int rc, String path) {
        Code code = Code.get(rc); // null for one that this client does not know
        return KeeperException.create(code == null ? Code.SYSTEMERROR : code, path);
    }

    /** Equal if the receiver is the same, so that ZooKeeper takes the same watch twice for one. */
    private record Handover(Loop loop, Changed changed) implements Watcher {
        @Override
        public void process(WatchedEvent event) {
            if (event.getType() != Event.EventType.None) {
                String path = event.getPath();
                loop.execute(() -> changed.changed(path));
            }
        }
    }
}
