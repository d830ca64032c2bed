package dev.tern.rpc.registry.zk;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;

/** Who may do what with the nodes that a registry creates. "Creator" is everybody who shows the same credentials. */
enum Access {

    /** Everybody may do everything. */
    OPEN(Ids.OPEN_ACL_UNSAFE),

    /** Everybody may read, only the creator may write. */
    READABLE(Arrays.asList(new ACL(Perms.READ, Ids.ANYONE_ID_UNSAFE), new ACL(Perms.ALL, Ids.AUTH_IDS))),

    /** Only the creator may do anything. */
    PRIVATE(Ids.CREATOR_ALL_ACL);

    private final List<ACL> acl;

    Access(List<ACL> acl) {
        this.acl = Collections.unmodifiableList(acl); // ZooKeeper asks it for null, which List.of does not bear
    }

    /** In ZooKeeper's terms. */
    List<ACL> acl() {
        return acl;
    }

    /** Whether ZooKeeper has to know the creator. */
    boolean needsCredentials() {
        return this != OPEN;
    }
}
