package dev.tern.rpc.registry.zk;

import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;

/** Who may do what with the nodes that a registry creates. "Creator" is everybody who shows the same credentials. */
enum Access {

    /** Everybody may do everything. */
    OPEN,

    /** Everybody may read, only the creator may write. */
    READABLE,

    /** Only the creator may do anything. */
    PRIVATE;

    /** In ZooKeeper's terms. ZooKeeper asks the list for null, which {@link List#of} does not bear. */
    List<ACL> acl() {
        return switch (this) {
            case OPEN -> Ids.OPEN_ACL_UNSAFE;
            case READABLE -> Arrays.asList(new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE), new ACL(Perms.ALL, Ids.AUTH_IDS));
            case PRIVATE -> Ids.CREATOR_ALL_ACL;
        };
    }

    /** Whether ZooKeeper has to know the creator. */
    boolean needsCredentials() {
        return this != OPEN;
    }
}
