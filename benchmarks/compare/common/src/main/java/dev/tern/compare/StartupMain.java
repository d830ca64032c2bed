package dev.tern.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A fresh process of {@link Startup}: {@code CONTENDER PORT consumer} makes its first call and tells what that took; {@code CONTENDER PORT provider} serves, and
 * tells what it took so far at the first line it is sent.
 */
public final class StartupMain {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS = 500_000;

    /**
     * When something was reached.
     *
     * @param nanos {@link System#nanoTime}: on Linux one clock for all processes of a machine
     * @param cpuNanos the CPU time of this process until then
     */
    record Moment(long nanos, long cpuNanos) {}

    private StartupMain() {}

    public static void main(String[] args) throws Exception {
        long entered = System.currentTimeMillis();
        String name = args[0];
        int port = Integer.parseInt(args[1]);
        long cpu = Probe.cpuNanos(); // loads the counter's classes, which therefore count as the JVM's own start
        long begin = System.nanoTime();
        if (args[2].equals("consumer")) {
            tell(entered, begin, cpu, firstCall(Contender.find(name), name, port));
        } else {
            Forgotten.endAfter(Duration.ofMinutes(5));
            Contender.find(name).provide(name, port);
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
            if (commands.readLine() != null) {
                tell(entered, begin, cpu, new Moment(System.nanoTime(), Probe.cpuNanos()));
            }
        }
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    /** Waits until somebody listens, connects and makes one right call; the time of the answer. */
    static Moment firstCall(Contender contender, String name, int port) throws Exception {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (!listening(port)) {
            expect(System.nanoTime() < end, port, null);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        try (Contender.Client client = connect(contender, name, port, end)) {
            while (true) {
                try {
                    if (client.sync().existUser("a9")) {
                        return new Moment(System.nanoTime(), Probe.cpuNanos());
                    }
                } catch (RuntimeException e) { // it listens and does not serve yet
                    expect(System.nanoTime() < end, port, e);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static Contender.Client connect(Contender contender, String name, int port, long end) throws Exception {
        while (true) {
            try {
                return contender.connect(name, port);
            } catch (Exception e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Refused connections are cheap: some 30 µs each. */
    private static boolean listening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void expect(boolean inTime, int port, Exception cause) {
        if (!inTime) {
            throw new IllegalStateException("port " + port + ": no answer within 60 s", cause);
        }
    }

    private static void tell(long entered, long begin, long cpuBegin, Moment end) {
        Child.tell(String.format(
                "{\"entered\":%d,\"begin\":%d,\"end\":%d,\"cpuBegin\":%d,\"cpuEnd\":%d}", entered, begin, end.nanos(), cpuBegin, end.cpuNanos()));
    }
}
