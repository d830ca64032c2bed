package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import java.util.List;

/** At random, each with the probability of its weight. */
final class WeightedRandom implements LoadBalancer {

    @Override
    public String name() {
        return LoadBalance.WEIGHTED_RANDOM;
    }

    @Override
    public Picker picker(List<? extends Candidate> endpoints) {
        Shares shares = new Shares(endpoints);
        return (call, refused, random) -> shares.at(random.nextDouble());
    }
}
