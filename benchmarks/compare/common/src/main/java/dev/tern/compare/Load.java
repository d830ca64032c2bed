package dev.tern.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** The threads of one cell: they call all the time, and are counted while the cell is measured. */
final class Load {
    /** How many asynchronous calls one thread keeps outstanding. */
    private static final int WINDOW = 256;

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(1);

    private enum Phase {
        WARM,
        MEASURE,
        STOP
    }

    private final Contender.Client client;
    private final List<Thread> threads = new ArrayList<>();
    private final List<Histogram> times = new ArrayList<>();
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong besideCalls = new AtomicLong();
    private final CountDownLatch counted = new CountDownLatch(1);
    private volatile Phase phase = Phase.WARM;
    private volatile Throwable failure;
    private volatile long wakeAt;

    private Load(Contender.Client client) {
        this.client = client;
    }

    /** Starts the threads of a cell. */
    static Load start(Cell cell, Contender.Client client) throws ReflectiveOperationException {
        Load load = new Load(client);
        if (cell.pipelined()) {
            load.threads.add(new Thread(load.guarded(load::pipeline), "load"));
        }
        for (int i = 0; i < Math.abs(cell.threads()); i++) {
            Histogram histogram = new Histogram(1, LONGEST_NANOS, 2);
            load.times.add(histogram);
            Operation.Call call = cell.method().prepare();
            int first = i * 1_000_003;
            load.threads.add(thread(cell.virtual(), load.guarded(() -> load.loop(call, first, histogram))));
        }
        if (cell.beside() != null) {
            Operation.Call call = cell.beside().prepare();
            load.threads.add(new Thread(load.guarded(() -> load.stream(call)), "load-beside"));
        }
        load.threads.forEach(Thread::start);
        return load;
    }

    /** Lets them run. */
    void run(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (failure == null && System.nanoTime() < end) {
            Thread.sleep(Math.max(1, Math.min(100, (end - System.nanoTime()) / 1_000_000)));
        }
    }

    /** From here on calls are counted. */
    void measure() {
        phase = Phase.MEASURE;
    }

    /** No further calls; the threads stay until {@link #end}, so that their counters can be read. */
    void stop() {
        phase = Phase.STOP;
    }

    /** Asynchronous calls that were answered so far. */
    long completed() {
        return completed.get();
    }

    /** Measured calls of the thread beside the others. */
    long besideCalls() {
        return besideCalls.get();
    }

    /** Ends the threads and gives the times of the measured calls, in nanoseconds. */
    Histogram end() throws InterruptedException {
        phase = Phase.STOP;
        counted.countDown();
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(30));
            if (thread.isAlive() && failure == null) {
                failure = new IllegalStateException("a call did not end within 30 s");
            }
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        Histogram all = new Histogram(1, LONGEST_NANOS, 2);
        times.forEach(all::add);
        return all;
    }

    private interface Body {
        void run() throws Exception;
    }

    private Runnable guarded(Body body) {
        return () -> {
            try {
                body.run();
                counted.await();
            } catch (Throwable e) { // errors too: a thread that is missing would only make the figures smaller
                failure = e;
            }
        };
    }

    private void loop(Operation.Call call, int first, Histogram histogram) {
        UserService service = client.sync();
        int i = first;
        for (Phase now; (now = phase) != Phase.STOP; ) {
            long begin = System.nanoTime();
            call.call(service, i++ & Integer.MAX_VALUE);
            long end = System.nanoTime();
            if (now == Phase.MEASURE) {
                histogram.recordValue(Math.min(end - begin, LONGEST_NANOS));
            }
        }
    }

    private void stream(Operation.Call call) {
        UserService service = client.sync();
        int i = 0;
        for (Phase now; (now = phase) != Phase.STOP; ) {
            call.call(service, i++ & Integer.MAX_VALUE);
            if (now == Phase.MEASURE) {
                besideCalls.incrementAndGet();
            }
        }
    }

    private void pipeline() throws InterruptedException {
        AsyncUserService service = client.async();
        Thread self = Thread.currentThread();
        long issued = 0;
        while (phase != Phase.STOP && failure == null) {
            service.existUser(Integer.toString((int) issued & Integer.MAX_VALUE)).whenComplete((answer, error) -> {
                if (error != null) {
                    failure = error;
                }
                if (completed.incrementAndGet() == wakeAt) {
                    LockSupport.unpark(self);
                }
            });
            issued++;
            if (issued - completed.get() >= WINDOW) {
                wakeAt = issued - WINDOW / 2;
                while (completed.get() < wakeAt && phase != Phase.STOP && failure == null) {
                    LockSupport.parkNanos(10_000_000); // the last completion may have come before wakeAt was set
                }
            }
        }
        for (int n = 0; n < 500 && completed.get() < issued && failure == null; n++) {
            Thread.sleep(10);
        }
    }

    /** Virtual threads by reflection: the comparison is compiled for JDK 17. */
    private static Thread thread(boolean virtual, Runnable body) throws ReflectiveOperationException {
        if (!virtual) {
            return new Thread(body, "load");
        }
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (Thread) Class.forName("java.lang.Thread$Builder")
                .getMethod("unstarted", Runnable.class)
                .invoke(builder, body);
    }
}
