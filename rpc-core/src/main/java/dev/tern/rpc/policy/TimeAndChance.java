package dev.tern.rpc.policy;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * All that policies decide by besides the calls themselves. Given together, so that with a manual clock and a seed the same calls give the same run.
 *
 * @param nanoTime the clock, on the scale of {@link System#nanoTime()}
 * @param timer runs tasks later, by the same clock
 * @param random gives the calling thread's source of chance
 */
public record TimeAndChance(LongSupplier nanoTime, Timer timer, Supplier<RandomGenerator> random) {

    /** The machine's time and chance, with a timer. */
    public static TimeAndChance ofSystem(Timer timer) {
        return new TimeAndChance(System::nanoTime, timer, ThreadLocalRandom::current);
    }
}
