package dev.tern.rpc.benchmarks.codec;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/**
 * Measures one contender with one shape by the CPU time of its thread: the least of many slices. For machines that others use too, where a clock
 * tells how long one waited. Run it once per JVM, so that each contender's code is compiled for itself alone.
 */
public final class CodecTimes {

    private static final long SLICE_NANOS = 4_000_000;
    private static final int MIN_SLICES = 60;

    private static volatile Object last; // so that nothing is optimised away

    private CodecTimes() {}

    /** Prints nanoseconds. Arguments: shape, contender, {@code encode} or {@code decode}, seconds. */
    public static void main(String[] args) throws Exception {
        Shape shape = Shape.valueOf(args[0]);
        Contender contender = Contender.Name.valueOf(args[1]).of(shape);
        boolean isEncode = args[2].equals("encode");
        Object value = shape.sample();
        contender.check(value);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(args[3]));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = Double.MAX_VALUE;
        int times = 100;
        for (int slice = 0; slice < MIN_SLICES || System.nanoTime() < end; slice++) {
            long start = threads.getCurrentThreadCpuTime();
            if (isEncode) {
                encode(contender, value, times);
            } else {
                decode(contender, times);
            }
            long taken = threads.getCurrentThreadCpuTime() - start;
            if (taken < SLICE_NANOS) {
                times *= 2;
            } else {
                best = Math.min(best, (double) taken / times);
            }
        }
        System.out.printf("%s %s %s: %.1f ns%n", args[2], shape, args[1], best);
    }

    private static void encode(Contender contender, Object value, int times) throws Exception {
        int bytes = 0;
        for (int i = 0; i < times; i++) {
            bytes += contender.encode(value);
        }
        last = bytes;
    }

    private static void decode(Contender contender, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            last = contender.decode();
        }
    }
}
