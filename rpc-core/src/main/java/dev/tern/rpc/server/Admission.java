package dev.tern.rpc.server;

import java.util.concurrent.atomic.AtomicInteger;

/** The one gate of a provider: so many calls may be under way, counted from their arrival to their answer. Thread-safe. */
final class Admission {

    private final int most;
    private final AtomicInteger underWay = new AtomicInteger();

    Admission(int most) {
        this.most = most;
    }

    /** Admits a call, which is to {@link #leave}; false if there are too many. */
    boolean enter() {
        if (underWay.incrementAndGet() <= most) {
            return true;
        }
        underWay.decrementAndGet();
        return false;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    int underWay() {
        return underWay.get();
    }

    int most() {
        return most;
    }
}
