package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.RpcCall;
import java.util.List;
import java.util.random.RandomGenerator;

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

    @Override
    public Picker picker(List<? extends Candidate> endpoints) {
        Candidate[] all = endpoints.toArray(Candidate[]::new);
        return (call, refused, random) -> {
            int first = random.nextInt(all.length);
            int second = (first + 1 + random.nextInt(all.length - 1)) % all.length;
            return isBetter(all[second], all[first], call, random) ? second : first;
        };
    }

    private static boolean isBetter(Candidate b, Candidate a, RpcCall call, RandomGenerator random) {
        double weightA = a.weight();
        double weightB = b.weight();
        double heavier = Math.max(weightA, weightB);
        if (weightA != weightB && random.nextDouble() * heavier >= Math.min(weightA, weightB)) {
            return weightB > weightA;
        }
        double latencyA = a.latencyNanos(call.attemptNanos());
        double latencyB = b.latencyNanos(call.attemptNanos());
        if (latencyA == 0 || latencyB == 0) {
            latencyA = 1;
            latencyB = 1;
        }
        return latencyB * (1 + counted(b.outstanding(), weightB, heavier))
                < latencyA * (1 + counted(a.outstanding(), weightA, heavier));
    }

    private static double counted(int outstanding, double weight, double heavier) {
        return weight == heavier ? outstanding : outstanding * (heavier / weight);
    }
}
