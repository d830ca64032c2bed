package dev.tern.rpc.registry.zk;

import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/**
 * What all parts of one registry share. All of it is the loop's alone, except the counts, which any thread may read.
 *
 * @param ignored counts the entries that were left out because they are no instances or may not be read
 * @param repairs counts the registrations that were found to be otherwise than desired and made good
 */
record Context(
        Layout layout,
        Session.Source sessions,
        Loop loop,
        RandomGenerator random,
        Warnings warnings,
        LongAdder ignored,
        LongAdder repairs) {

    /** With counts that begin at zero. */
    Context(Layout layout, Session.Source sessions, Loop loop, RandomGenerator random) {
        this(layout, sessions, loop, random, new Warnings(loop), new LongAdder(), new LongAdder());
    }

    /** For another thing that may have to wait before it is tried again. */
    Backoff backoff() {
        return new Backoff(random);
    }
}
