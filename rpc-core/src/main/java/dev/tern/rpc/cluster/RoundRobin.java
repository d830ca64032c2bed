package dev.tern.rpc.cluster;

import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One after the other. With different weights by steps of the golden ratio over the {@link Shares}: of N calls in a row each endpoint gets its share but for some log N calls, and
 * those are spread as evenly as any fixed step can (the three-distance theorem; Knuth, The Art of Computer Programming 3, 6.4). That needs neither the lock of an
 * earliest-deadline queue (Envoy) nor the skipping of light endpoints, O(n) at worst, of gRPC's static stride scheduler (A58).
 *
 * <p>Consumers begin at different places, and go on from there when the endpoints change.
 */
final class RoundRobin implements LoadBalancer {

    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L; // of 2^64
    private static final int DOUBLE_SHIFT = 11;
    private static final double DOUBLE_UNIT = 0x1p-53;

    private final AtomicInteger turn;

    RoundRobin(int start) {
        turn = new AtomicInteger(start);
    }

    @Override
    public String name() {
        return LoadBalance.ROUND_ROBIN;
    }

    @Override
    public Picker picker(List<? extends Candidate> endpoints) {
        Shares shares = new Shares(endpoints);
        int size = endpoints.size();
        return shares.areEven()
                ? (call, refused, random) -> (int) (Integer.toUnsignedLong(turn.getAndIncrement()) % size)
                : (call, refused, random) -> shares.at(place(turn.getAndIncrement()));
    }

    private static double place(int turn) {
        return ((turn * GOLDEN_RATIO) >>> DOUBLE_SHIFT) * DOUBLE_UNIT;
    }
}
