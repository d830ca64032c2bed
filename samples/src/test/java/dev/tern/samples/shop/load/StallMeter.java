package dev.tern.samples.shop.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that has no part in any call and notes when threads of this process could not run, because the machine was
 * busy or the JVM stood still. It does so in two ways:
 *
 * <ul>
 *   <li>It wakes up each millisecond and notes when that came late.
 *   <li>It asks Linux how long the threads that have a part in calls have waited for a processor although they had
 *       something to do. A thread that hardly works, as this one, is often let through where one that works is not. On
 *       other systems this is left out.
 * </ul>
 *
 * A thread that blocks, waits for a lock, or works too long is not stalled: that would be the doing of the code under
 * test. If that keeps all processors busy it is noted, though, so whoever takes stalls off also looks at how much they
 * are.
 */
final class StallMeter extends Thread {

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final List<String> WATCHED = List.of("tern-", "slow", "ForkJoinPool");
    private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long NOTED = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int PERIODS_PER_LOOK = 5;

    private final Clock clock;
    private final ConcurrentLinkedQueue<Stall> stalls = new ConcurrentLinkedQueue<>();
    private final Map<Path, Long> waited = new HashMap<>(); // how long each thread has waited for a processor
    private volatile boolean ended;

    StallMeter(Clock clock) {
        super("stall-meter");
        this.clock = clock;
        setDaemon(true);
    }

    @Override
    public void run() {
        for (int i = 0; !ended; i++) {
            long due = clock.now() + PERIOD;
            LockSupport.parkNanos(PERIOD);
            note(due, clock.now());
            if (i % PERIODS_PER_LOOK == 0) {
                lookAtThreads();
            }
        }
    }

    private void note(long start, long end) {
        if (end - start > NOTED) {
            stalls.add(new Stall(start, end));
        }
    }

    private void lookAtThreads() {
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(THREADS)) {
            for (Path thread : threads) {
                Long before = waited.get(thread);
                if (before == null) {
                    waited.put(thread, watched(thread) ? waited(thread) : -1);
                } else if (before >= 0) {
                    long total = waited(thread);
                    long now = clock.now();
                    note(now - (total - before), now); // it has just got its turn, or it would not have been counted
                    waited.put(thread, total);
                }
            }
        } catch (IOException e) {
            // not Linux, or a thread has ended meanwhile: the next look is complete
        }
    }

    private static boolean watched(Path thread) throws IOException {
        String name = Files.readString(thread.resolve("comm"));
        return WATCHED.stream().anyMatch(name::startsWith);
    }

    /** The second number: nanoseconds on the run queue. */
    private static long waited(Path thread) throws IOException {
        return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ")[1]);
    }

    List<Stall> end() {
        ended = true;
        return List.copyOf(stalls);
    }
}
