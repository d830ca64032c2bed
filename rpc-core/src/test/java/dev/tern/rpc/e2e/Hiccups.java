package dev.tern.rpc.e2e;

import java.util.concurrent.locks.LockSupport;

/**
 * How late a thread of this process is that wants to run each millisecond and does nothing: what is late here is late for everybody in the process, by the machine, the system
 * or the collector, whatever the program does.
 */
final class Hiccups {

    private static final long PAUSE_NANOS = 1_000_000;

    private final Times late = new Times();
    private volatile boolean measuring;

    /** Begins to look; the thread ends with the process. */
    Hiccups() {
        Thread thread = new Thread(this::run, "hiccups");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        while (true) {
            long due = System.nanoTime() + PAUSE_NANOS;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            if (measuring) {
                late.add(System.nanoTime() - due);
            }
        }
    }

    void begin() {
        late.clear();
        measuring = true;
    }

    void end() {
        measuring = false;
    }

    @Override
    public String toString() {
        return late.toString();
    }
}
