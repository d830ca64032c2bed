package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import java.util.List;

/**
 * Of two at random the one where a call costs less: its latency times the calls that would wait there. Two choices are exponentially better than one (Mitzenmacher 2001), and do not
 * herd as the least of all does; the cost is Finagle's {@code P2CPeakEwma}, the weights as in Envoy's weighted least request.
 *
 * <ul>
 *   <li>Without load all costs are alike, so a lighter one enters the comparison only with the probability of its share of the heavier one's weight: what it can
 *       get is bounded by its weight. Under load its unanswered calls count as many times more as it is lighter.
 *   <li>A latency that is not known is taken to be the other's: a new endpoint is neither spared nor flooded.
 * </ul>
 */
final class PowerOfTwo implements LoadBalancer {

    @Override
    public String name() {
        return LoadBalance.POWER_OF_TWO;
    }

    /** The weights are those of now, beside each other: among 10,000 endpoints each look at one is a look at cold memory. */
    @Override
    public Picker picker(List<? extends Candidate> endpoints) {
        Candidate[] all = endpoints.toArray(Candidate[]::new);
        double[] weights = endpoints.stream().mapToDouble(Candidate::weight).toArray();
        return (call, refused, random) -> {
            int first = random.nextInt(all.length);
            int second = (first + 1 + random.nextInt(all.length - 1)) % all.length;
            double weight = weights[first];
            double otherWeight = weights[second];
            double heavier = Math.max(weight, otherWeight);
            if (weight != otherWeight && random.nextDouble() * heavier >= Math.min(weight, otherWeight)) {
                return weight == heavier ? first : second;
            }
            Candidate one = all[first];
            Candidate other = all[second];
            double latency = one.latencyNanos(call.attemptNanos());
            double otherLatency = other.latencyNanos(call.attemptNanos());
            if (latency == 0 || otherLatency == 0) {
                latency = 1;
                otherLatency = 1;
            }
            double cost = latency * (1 + counted(one.outstanding(), weight, heavier));
            double otherCost = otherLatency * (1 + counted(other.outstanding(), otherWeight, heavier));
            return otherCost < cost ? second : first;
        };
    }

    private static double counted(int outstanding, double weight, double heavier) {
        return weight == heavier ? outstanding : outstanding * (heavier / weight);
    }
}
