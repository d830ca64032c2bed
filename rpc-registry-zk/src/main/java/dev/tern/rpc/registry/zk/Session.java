package dev.tern.rpc.registry.zk;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The operations on one ZooKeeper session. None blocks, each is answered once, on the loop; failures are {@link
 * org.apache.zookeeper.KeeperException}s. Answers and watch events come in the order in which the server gave them: an answer that comes after an
 * event shows the change.
 *
 * <p>An operation never runs in another session than the one it was asked of. So what was planned for a session that is over fails, instead of
 * being made good later, when it may no longer be wanted.
 */
interface Session {

    /** ZooKeeper's id of the session: the owner of the ephemeral nodes it creates. */
    long id();

    /** Reads a node; empty if there is none. */
    CompletableFuture<Optional<Node>> read(String path);

    /** The same, ahead of all reads that are not under way yet. */
    CompletableFuture<Optional<Node>> readFirst(String path);

    /** How many children a node has, without their names; {@link Family#NONE} if there is no such node. */
    CompletableFuture<Family> family(String path);

    /** The names of the children; none if there is no such node. */
    CompletableFuture<List<String>> children(String path);

    /** Makes sure of a persistent node and those above it; answers whether it had to be created. */
    CompletableFuture<Boolean> ensure(String path);

    /** Creates an ephemeral node, and the nodes above it where they are missing. */
    CompletableFuture<Void> create(String path, byte[] data);

    /** Replaces the data of a node that is still of this version. */
    CompletableFuture<Void> write(String path, byte[] data, int version);

    /** Deletes a node that is still of this version and creates an ephemeral one in its place, both or neither, without a moment between. */
    CompletableFuture<Void> replace(String path, byte[] data, int version);

    /** Deletes a node; it is well if there is none. */
    CompletableFuture<Void> delete(String path);

    /** Watches a node, which need not exist, and all below it until {@link #unwatch}; the same twice is once. */
    CompletableFuture<Void> watch(String path, Changed changed);

    /** Ends each {@link #watch} of a node. Also without a connection, and of a session that is over. */
    void unwatch(String path);

    /** Is told on the loop that a node came, changed or went. */
    @FunctionalInterface
    interface Changed {
        void changed(String path);
    }

    /**
     * The children of a node.
     *
     * @param size how many there are
     * @param change of which change they are: another number as soon as one came or went
     */
    record Family(int size, long change) {
        static final Family NONE = new Family(0, 0);
    }

    /** What a node holds. */
    final class Node {
        private final byte[] data;
        private final int version;
        private final long owner;

        Node(byte[] data, int version, long owner) {
            this.data = data;
            this.version = version;
            this.owner = owner;
        }

        byte[] data() {
            return data;
        }

        /** The number of its writes since it was created. */
        int version() {
            return version;
        }

        /** The session it ends with, 0 for a persistent one. */
        long owner() {
            return owner;
        }
    }

    /** Knows the session to use. */
    @FunctionalInterface
    interface Source {

        /** The session, or null while there is no connection. Called on the loop. */
        @Nullable
        Session current();
    }
}
