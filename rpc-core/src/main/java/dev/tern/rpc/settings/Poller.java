package dev.tern.rpc.settings;

/** Does something again and again. */
@FunctionalInterface
public interface Poller {

    /** Begins, in a second, and goes on until it is closed. */
    Running start(String threadName, Runnable task);

    /** What can be stopped. */
    @FunctionalInterface
    interface Running extends AutoCloseable {

        @Override
        void close();
    }

    /** Each second, on a daemon thread of its own. */
    static Poller everySecond() {
        return EverySecond::start;
    }
}
