package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodPolicy;
import java.util.List;

/**
 * Always the same one for the same value of the hash key, on a {@link HashRing}; if it cannot be taken, the next one on the ring. A method without a hash key gets one at random, by weight.
 */
final class ConsistentHash implements LoadBalancer {

    private final int hashKey;

    /** For a method whose hash key is this parameter. */
    ConsistentHash(int hashKey) {
        this.hashKey = hashKey;
    }

    @Override
    public String name() {
        return LoadBalance.CONSISTENT_HASH;
    }

    @Override
    public Picker picker(List<? extends Candidate> endpoints) {
        if (hashKey == MethodPolicy.NO_HASH_KEY) {
            return new WeightedRandom().picker(endpoints);
        }
        HashRing ring = new HashRing(endpoints);
        return (call, refused, random) ->
                ring.owner(StableHash.ofKey(call.arguments().get(hashKey)), refused);
    }
}
