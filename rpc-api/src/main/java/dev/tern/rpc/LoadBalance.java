package dev.tern.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How an endpoint is chosen for each attempt. */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface LoadBalance {

    /** Of two endpoints at random, the one that has less to do: by calls in flight and by how long calls take there. */
    String POWER_OF_TWO = "powerOfTwo";

    /** One after the other, by weight. */
    String ROUND_ROBIN = "roundRobin";

    /** At random, by weight. */
    String WEIGHTED_RANDOM = "weightedRandom";

    /** The one with the fewest calls in flight of this consumer. */
    String LEAST_ACTIVE = "leastActive";

    /** Always the same one for the same value of the parameter that is marked with {@link HashKey}, as long as it is there. */
    String CONSISTENT_HASH = "consistentHash";

    /** The strategy: one of the constants, or the name of a {@link dev.tern.rpc.kernel.LoadBalancer} of the user's. */
    String strategy();
}
