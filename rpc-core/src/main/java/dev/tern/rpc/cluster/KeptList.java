package dev.tern.rpc.cluster;

import dev.tern.rpc.registry.Instance;
import java.util.List;

/**
 * What a registry said last of a service, other than that there is nobody.
 *
 * @param heardMillis when, by the wall clock; only to tell which of several files knows better
 */
record KeptList(long heardMillis, List<Instance> instances) {

    private static final long NEVER = 0;

    /** The same; when it was heard is not known if that would be in the future, as a clock was wrong then. */
    KeptList at(long nowMillis) {
        return heardMillis > nowMillis ? new KeptList(NEVER, instances) : this;
    }

    /** The one that was heard later. */
    static KeptList later(KeptList one, KeptList other) {
        return other.heardMillis > one.heardMillis ? other : one;
    }
}
