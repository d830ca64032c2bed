package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.tern.rpc.Deadline;
import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcService;
import io.netty.channel.epoll.Epoll;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;

/**
 * {@code stub -> trace -> deadline -> retry -> endpoints -> a real socket -> the implementation}: what a small call allocates on either side, consumer and
 * provider in one process with default settings.
 *
 * <p>It is measured in a JVM of its own, because three things of a test's JVM would be counted too: the log context, the records of the leak detector, and
 * what the compiler does not optimise any more after other tests have shown it more classes.
 */
class AllocationTest {

    private static final Path OUTPUT = Path.of("target", "allocation-test.txt");

    /** Handlers and callbacks run on virtual threads, whose bytes the JVM does not tell: only caller and event loops are counted. */
    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;

    private static List<String> measured = List.of();

    @BeforeAll
    static void measure() throws Exception {
        assumeTrue(Epoll.isAvailable(), "the bounds hold for native epoll; event loops without it allocate more");
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("logback"))
                .collect(Collectors.joining(File.pathSeparator));
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        Measurement.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile())
                .start();
        try {
            assertThat(jvm.waitFor(50, TimeUnit.SECONDS)).as("ended in time").isTrue();
        } finally {
            jvm.destroyForcibly();
        }
        measured = Files.readAllLines(OUTPUT);
        assertThat(jvm.exitValue()).as(String.join("\n", measured)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void call_afterWarmUp_allocatesNoMoreThanItsBounds(Cell cell) {
        Bytes found = measured.stream()
                .filter(line -> line.startsWith(cell + " "))
                .map(Bytes::parse)
                .findFirst()
                .orElseThrow();

        assertThat(found.consumer).as("bytes per call at the consumer").isBetween(1.0, cell.bounds().consumer);
        assertThat(found.provider).as("bytes per call at the provider").isBetween(1.0, cell.bounds().provider);
    }

    /** A text there, a boolean back. */
    @RpcService
    @Deadline("10s")
    interface Users {

        /** Whether there is a user. */
        boolean existUser(String email);
    }

    /**
     * How it is called: by one thread that waits, or with 64 calls outstanding; and where the implementation runs. The bounds are what was measured on JDK 17
     * and, with virtual threads, on JDK 25, and a quarter more.
     */
    private enum Cell {
        SYNC_LOOP(new Bytes(175, 300), new Bytes(255, 380)),
        SYNC_POOL(new Bytes(175, 315), new Bytes(255, 850)),
        ASYNC_LOOP(new Bytes(412, 270), new Bytes(1070, 350)),
        ASYNC_POOL(new Bytes(412, 300), new Bytes(1070, 900));

        private final Bytes withPlatformThreads;
        private final Bytes withVirtualThreads;

        Cell(Bytes withPlatformThreads, Bytes withVirtualThreads) {
            this.withPlatformThreads = withPlatformThreads;
            this.withVirtualThreads = withVirtualThreads;
        }

        Bytes bounds() {
            return VIRTUAL ? withVirtualThreads : withPlatformThreads;
        }

        boolean isSync() {
            return this == SYNC_LOOP || this == SYNC_POOL;
        }

        Users implementation() {
            return this == SYNC_LOOP || this == ASYNC_LOOP ? new OnLoop() : Cell::exists;
        }

        static boolean exists(String email) {
            return email.endsWith(".com");
        }
    }

    @NonBlocking
    private static final class OnLoop implements Users {

        @Override
        public boolean existUser(String email) {
            return Cell.exists(email);
        }
    }

    /** Bytes, or a bound of bytes, per call of each side. */
    private record Bytes(double consumer, double provider) {

        static Bytes parse(String line) {
            String[] words = line.split(" ");
            return new Bytes(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
        }

        Bytes least(Bytes other) {
            return new Bytes(Math.min(consumer, other.consumer), Math.min(provider, other.provider));
        }

        boolean within(Bytes bounds) {
            return consumer <= bounds.consumer && provider <= bounds.provider;
        }
    }

    /** The program of the other JVM: prints the least bytes of each cell. */
    static final class Measurement {

        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private static final String EMAIL = "john.doe@example.com";
        private static final int CALLS = 1600; // in a round
        private static final int OUTSTANDING = 64;
        private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(10);

        private final Users users;
        private final AllocationTest_UsersAsync async;
        private final CompletableFuture<?>[] futures = new CompletableFuture<?>[OUTSTANDING];

        private Measurement(Users users, AllocationTest_UsersAsync async) {
            this.users = users;
            this.async = async;
        }

        public static void main(String[] args) throws Exception {
            if (!(MDC.getMDCAdapter() instanceof NOPMDCAdapter)) {
                throw new IllegalStateException("log context: there is one (expected: none on the class path)");
            }
            for (Cell cell : Cell.values()) {
                try (Loopback net = new Loopback()) {
                    net.serve(Users.class, cell.implementation());
                    Measurement measurement =
                            new Measurement(net.refer(Users.class), net.refer(AllocationTest_UsersAsync.class));
                    Bytes least = measurement.least(cell);
                    System.out.println(cell + " " + least.consumer + " " + least.provider);
                }
            }
        }

        /** The least of as many rounds as it takes: the first are run by code that is not compiled to the end. */
        private Bytes least(Cell cell) {
            long end = System.nanoTime() + MOST_NANOS;
            Bytes least = new Bytes(Double.MAX_VALUE, Double.MAX_VALUE);
            do {
                least = least.least(round(cell));
            } while (!least.within(cell.bounds()) && System.nanoTime() - end < 0);
            return least;
        }

        private Bytes round(Cell cell) {
            Map<String, Long> before = allocatedByThread();
            long callerBefore = THREADS.getCurrentThreadAllocatedBytes();
            if (cell.isSync()) {
                callSync();
            } else {
                callAsync();
            }
            double consumer = THREADS.getCurrentThreadAllocatedBytes() - callerBefore;
            double provider = 0;
            for (Map.Entry<String, Long> thread : allocatedByThread().entrySet()) {
                long allocated = thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
                if (thread.getKey().matches("tern-(server|handler)-.*")) {
                    provider += allocated;
                } else if (thread.getKey().matches("tern-(client|callback)-.*")) {
                    consumer += allocated;
                }
            }
            return new Bytes(consumer / CALLS, provider / CALLS);
        }

        private void callSync() {
            for (int i = 0; i < CALLS; i++) {
                check(users.existUser(EMAIL));
            }
        }

        private void callAsync() {
            for (int i = 0; i < CALLS; i += OUTSTANDING) {
                for (int j = 0; j < OUTSTANDING; j++) {
                    futures[j] = async.existUser(EMAIL);
                }
                for (int j = OUTSTANDING - 1; j >= 0; j--) { // the last first: to wait allocates
                    check(futures[j].join());
                }
            }
        }

        private static void check(Object answer) {
            if (!answer.equals(true)) {
                throw new IllegalStateException("answer: " + answer + " (expected: true)");
            }
        }

        private static Map<String, Long> allocatedByThread() {
            long[] ids = THREADS.getAllThreadIds();
            ThreadInfo[] threads = THREADS.getThreadInfo(ids);
            long[] allocated = THREADS.getThreadAllocatedBytes(ids);
            Map<String, Long> byThread = new HashMap<>();
            for (int i = 0; i < ids.length; i++) {
                if (threads[i] != null && allocated[i] >= 0) { // else it has ended
                    byThread.put(threads[i].getThreadName() + " " + ids[i], allocated[i]);
                }
            }
            return byThread;
        }
    }
}
