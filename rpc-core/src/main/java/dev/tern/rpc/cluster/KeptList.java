package dev.tern.rpc.cluster;

import dev.tern.rpc.registry.Instance;
import java.util.List;

/**
 * What a registry said last of a service, other than that there is nobody.
 *
 * @param heardMillis when, by the wall clock; only to tell which of several files knows better
 */
record KeptList(long heardMillis, List<Instance> instances) {

    /** The one that was heard later. */
    static KeptList later(KeptList one, KeptList other) {
        return other.heardMillis > one.heardMillis ? other : one;
    }
}
