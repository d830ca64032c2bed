package dev.tern.compare;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Process-wide counters: CPU time, bytes allocated (summed per thread), context switches, GC time. */
final class Probe {
    final long cpuNanos;
    final long gcMillis;
    final long switches;
    final Map<Long, Long> alloc;

    private Probe(long cpuNanos, long gcMillis, long switches, Map<Long, Long> alloc) {
        this.cpuNanos = cpuNanos;
        this.gcMillis = gcMillis;
        this.switches = switches;
        this.alloc = alloc;
    }

    static Probe take() {
        var os = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = os.getProcessCpuTime();
        long gc = 0;
        for (GarbageCollectorMXBean b : ManagementFactory.getGarbageCollectorMXBeans()) {
            gc += b.getCollectionTime();
        }
        Map<Long, Long> alloc = new HashMap<>();
        long[] ids = threads.getAllThreadIds();
        long[] bytes = threads.getThreadAllocatedBytes(ids);
        for (int i = 0; i < ids.length; i++) {
            if (bytes[i] >= 0) {
                alloc.put(ids[i], bytes[i]);
            }
        }
        return new Probe(cpu, gc, contextSwitches(), alloc);
    }

    /** {cpuNanos, allocatedBytes, contextSwitches, gcMillis} since {@code before}. */
    long[] since(Probe before) {
        long bytes = 0;
        for (var e : alloc.entrySet()) {
            bytes += e.getValue() - before.alloc.getOrDefault(e.getKey(), 0L);
        }
        return new long[] {cpuNanos - before.cpuNanos, bytes, switches - before.switches, gcMillis - before.gcMillis};
    }

    private static long contextSwitches() {
        long total = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    for (String line : Files.readAllLines(task.resolve("status"))) {
                        if (line.startsWith("voluntary_ctxt") || line.startsWith("nonvoluntary_ctxt")) {
                            total += Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
                        }
                    }
                } catch (IOException gone) {
                    // the thread ended
                }
            }
        } catch (IOException e) {
            return 0;
        }
        return total;
    }
}
