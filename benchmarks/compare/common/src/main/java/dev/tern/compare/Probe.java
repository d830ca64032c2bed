package dev.tern.compare;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Counters of this whole process at one time. Allocated bytes and context switches are those of the threads that live at that time: what a thread did that
 * has ended since is missing. What virtual threads do is counted with their carriers.
 */
final class Probe {
    private final long cpuNanos;
    private final long gcMillis;
    private final long switches;
    private final Map<Long, Long> allocated;

    /** What happened between two probes. */
    record Delta(long cpuNanos, long allocatedBytes, long switches, long gcMillis) {

        static Delta parse(String text) {
            String[] parts = text.split(" ");
            return new Delta(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
        }

        @Override
        public String toString() {
            return cpuNanos + " " + allocatedBytes + " " + switches + " " + gcMillis;
        }
    }

    private Probe(long cpuNanos, long gcMillis, long switches, Map<Long, Long> allocated) {
        this.cpuNanos = cpuNanos;
        this.gcMillis = gcMillis;
        this.switches = switches;
        this.allocated = allocated;
    }

    static Probe take() {
        long cpu = cpuNanos();
        long gc = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            gc += collector.getCollectionTime();
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Map<Long, Long> allocated = new HashMap<>();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] >= 0) {
                allocated.put(ids[i], bytes[i]);
            }
        }
        return new Probe(cpu, gc, contextSwitches(), allocated);
    }

    /** CPU time of this process, all its threads and those of the JVM included, since it began. */
    static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    Delta since(Probe before) {
        long bytes = 0;
        for (Map.Entry<Long, Long> thread : allocated.entrySet()) {
            bytes += thread.getValue() - before.allocated.getOrDefault(thread.getKey(), 0L);
        }
        return new Delta(cpuNanos - before.cpuNanos, bytes, switches - before.switches, gcMillis - before.gcMillis);
    }

    private static long contextSwitches() {
        long total = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                total += contextSwitches(task);
            }
        } catch (IOException e) {
            return 0; // not on Linux
        }
        return total;
    }

    private static long contextSwitches(Path task) {
        long total = 0;
        try {
            for (String line : Files.readAllLines(task.resolve("status"))) {
                if (line.startsWith("voluntary_ctxt") || line.startsWith("nonvoluntary_ctxt")) {
                    total += Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
                }
            }
        } catch (IOException e) {
            return 0; // the thread has ended
        }
        return total;
    }
}
