package dev.tern.rpc.cluster;

import dev.tern.rpc.kernel.LoadBalancer;
import java.util.Arrays;
import java.util.List;

/**
 * A ring of hashes on which each endpoint has points: a key belongs to the endpoint whose point comes next (Karger et al. 1997; the points per weight are
 * ketama's). An endpoint that leaves gives its keys to all others, one that comes takes from all, and no other key moves. The points hang on the endpoint's id and weight alone, so all
 * consumers have the same ring.
 *
 * <p>The heaviest endpoint has 128 points while there are at most 1,024; with each doubling half as many, but not fewer than 16, so that 10,000 endpoints have some 160,000 points, sorted
 * in some 20 ms. Where the number of endpoints crosses such a limit about half of the keys move. Immutable.
 */
final class HashRing {

    private static final int MOST_POINTS = 128;
    private static final int FEWEST_POINTS = 16;
    private static final int ALL_POINTS = 131_072;
    private static final int OWNER_BITS = 20;
    private static final long OWNER_MASK = (1L << OWNER_BITS) - 1;

    private final long[] points; // sorted; the upper bits are the hash, the lower ones the endpoint's place in the list

    HashRing(List<? extends LoadBalancer.Candidate> endpoints) {
        double heaviest = endpoints.stream()
                .mapToDouble(LoadBalancer.Candidate::weight)
                .max()
                .orElse(0);
        int most = pointsOfHeaviest(endpoints.size());
        long[] made = new long[endpoints.size() * most];
        int count = 0;
        for (int place = 0; place < endpoints.size(); place++) {
            LoadBalancer.Candidate endpoint = endpoints.get(place);
            long hash = StableHash.of(endpoint.id());
            int own = heaviest == 0 ? most : (int) Math.max(1, Math.round(most * endpoint.weight() / heaviest));
            for (int n = 0; n < own; n++) {
                made[count++] = (StableHash.derived(hash, n) & ~OWNER_MASK) | place;
            }
        }
        points = Arrays.copyOf(made, count);
        Arrays.sort(points);
    }

    private static int pointsOfHeaviest(int endpoints) {
        int points = MOST_POINTS;
        while (points > FEWEST_POINTS && (long) points * endpoints > ALL_POINTS) {
            points /= 2;
        }
        return points;
    }

    /** The place in the list of the endpoint that the key belongs to, or would if so many before it were not there; in O(log n). */
    int owner(long hash, int left) {
        int start = Arrays.binarySearch(points, hash & ~OWNER_MASK);
        start = start < 0 ? -start - 1 : start;
        int found = 0;
        for (int step = 0; step < points.length; step++) {
            int owner = at(start + step);
            if (isFirst(owner, start, step) && found++ == left) {
                return owner;
            }
        }
        return at(start); // there are not so many
    }

    /** Whether an endpoint has no point before this one, from the start; few steps are ever looked at. */
    private boolean isFirst(int owner, int start, int step) {
        for (int before = 0; before < step; before++) {
            if (at(start + before) == owner) {
                return false;
            }
        }
        return true;
    }

    private int at(int point) {
        return (int) (points[point % points.length] & OWNER_MASK);
    }
}
