package dev.tern.rpc.kernel;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A strategy by which an endpoint is chosen for each attempt. Found by {@link java.util.ServiceLoader}, or built in; needs a public constructor without parameters. Each method of
 * each reference has an instance of its own, which lives as long as the strategy is set.
 */
public interface LoadBalancer {

    /** The name under which {@link dev.tern.rpc.LoadBalance} and files know it. */
    String name();

    /**
     * A picker for these endpoints, which are at least two and do not change; what they tell of themselves does. Made anew after each change of the list, of one of the weights, and of which
     * endpoints can be called.
     *
     * <p>Called by one thread at a time, whichever found the change: often an event loop, and under the lock of the service's endpoints. It must not block, wait for another thread or make a call, and should take
     * well below a millisecond: no connection of that loop is served meanwhile, and no other change of the service is seen. Calls go on with the picker from before. If it throws, that is logged and the
     * endpoints are picked by {@code powerOfTwo} until the next change.
     */
    Picker picker(List<? extends Candidate> endpoints);

    /** Chooses. Thread-safe, without locks; allocates nothing. */
    @FunctionalInterface
    interface Picker {

        /**
         * Chooses an endpoint for an attempt, which begins at {@link RpcCall#attemptNanos()}.
         *
         * @param refused how many of its choices for this attempt could not be taken, because a breaker let no call through or the call comes from there; it
         *     should choose another one each time
         * @param random this thread's source of chance
         * @return its place in the list
         */
        int pick(RpcCall call, int refused, RandomGenerator random);
    }

    /** An endpoint, as far as it matters here. */
    interface Candidate {

        /** The same for each start of the same provider instance, and for all consumers. */
        String id();

        /** Its share as compared with others now: the registered weight, less while it starts slowly or comes back. At least 0. */
        double weight();

        /** How many calls of this consumer it has not answered. */
        int outstanding();

        /**
         * How long a call of this method takes there lately, nanoseconds, as an average that forgets; 0 if that is not known.
         *
         * @param now what it has forgotten by then: {@link RpcCall#attemptNanos()} of the call that an endpoint is chosen for
         */
        double latencyNanos(long now);
    }
}
