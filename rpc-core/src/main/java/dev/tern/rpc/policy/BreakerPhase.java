package dev.tern.rpc.policy;

import dev.tern.rpc.policy.CircuitBreaker.State;

/** A state of a breaker with its generation and what it counts; every move makes a new one. */
abstract class BreakerPhase {

    final State state;
    final int generation;

    BreakerPhase(State state, int generation) {
        this.state = state;
        this.generation = generation;
    }

    /** The generation of what follows; after 2^31 moves the numbers begin again. */
    final int next() {
        return (generation + 1) & Integer.MAX_VALUE;
    }

    /** A permit, {@link CircuitBreaker#REFUSED}, or that the breaker has moved on. */
    abstract int tryAcquire();

    abstract boolean permits();

    void ended(boolean failed, boolean slow, long now) {}

    void ignored() {}

    long nanosUntilHalfOpen() {
        return 0;
    }
}
