package dev.tern.rpc.registry.zk;

import java.util.concurrent.CompletionException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/** What a failed answer of ZooKeeper means. */
final class Failures {

    private Failures() {}

    /** The failure without what futures wrap around it. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause(cause) : failure;
    }

    /** ZooKeeper's code; {@link Code#SYSTEMERROR} if the failure is not ZooKeeper's. */
    static Code code(Throwable failure) {
        return cause(failure) instanceof KeeperException e ? e.code() : Code.SYSTEMERROR;
    }

    /** Whether it says no more than that the connection or the session is gone, which the connection reports by itself. */
    static boolean isDisconnection(Throwable failure) {
        return switch (code(failure)) {
            case CONNECTIONLOSS, SESSIONEXPIRED, SESSIONMOVED, OPERATIONTIMEOUT -> true;
            default -> false;
        };
    }

    /** Whether another client changed the node between two steps: nothing is wrong, but what was read is no longer true. */
    static boolean isRace(Throwable failure) {
        return switch (code(failure)) {
            case NODEEXISTS, NONODE, BADVERSION -> true;
            default -> false;
        };
    }
}
