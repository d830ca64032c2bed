package dev.tern.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Client process: args are contender and port. Reads commands on stdin ("warm SECONDS",
 * "cell METHOD THREADS WARM SECONDS ROUND", "exit"; threads 0 = the pipelined run), prints one JSON line per cell.
 */
public final class LoadDriver {
    private static final int WINDOW = 256;

    private static final int WARM = 0;
    private static final int MEASURE = 1;
    private static final int STOP = 2;

    private interface Op {
        void call(UserService service, int i);
    }

    private static volatile int phase;
    private static volatile Throwable failure;

    private final String name;
    private int round;
    private final Contender.Client client;
    private final Socket control;
    private final BufferedReader controlIn;

    private LoadDriver(String name, int port) throws Exception {
        this.name = name;
        this.control = new Socket("127.0.0.1", port + 1);
        this.control.setTcpNoDelay(true);
        this.controlIn = new BufferedReader(new InputStreamReader(control.getInputStream()));
        this.client = Contender.find(name).connect(name, port);
    }

    public static void main(String[] args) throws Exception {
        LoadDriver driver = new LoadDriver(args[0], Integer.parseInt(args[1]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
        int rc = 0;
        try {
            driver.check();
            System.out.println("READY");
            for (String line; (line = commands.readLine()) != null; ) {
                String[] c = line.split(" ");
                if (c[0].equals("exit")) {
                    break;
                }
                if (c[0].equals("warm")) {
                    driver.warmUp(Double.parseDouble(c[1]));
                } else { // cell METHOD THREADS WARM SECONDS ROUND
                    driver.round = Integer.parseInt(c[5]);
                    driver.cell(c[1], Integer.parseInt(c[2]), Double.parseDouble(c[3]), Double.parseDouble(c[4]));
                }
                System.out.println("DONE");
                System.out.flush();
            }
        } catch (Throwable t) {
            t.printStackTrace();
            rc = 1;
        }
        try {
            driver.control.getOutputStream().write("exit\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // the server is gone already
        }
        System.out.flush();
        Runtime.getRuntime().halt(rc);
    }

    private void cell(String method, int threads, double warmup, double seconds) throws Exception {
        if (method.equals("echo1m") && !client.echo() || threads == 0 && client.async() == null) {
            return;
        }
        if (threads == 0) {
            pipelined(warmup, seconds);
        } else {
            closed(method, threads, warmup, seconds);
        }
    }

    /** The answers must be right before they may be counted. */
    private void check() {
        UserService local = new UserServiceImpl();
        UserService remote = client.sync();
        for (int i = 0; i < 10; i++) {
            expect(remote.existUser("a" + i) == local.existUser("a" + i), "existUser");
        }
        User want = local.getUser(77);
        expect(remote.createUser(want), "createUser");
        same(want, remote.getUser(77));
        Page<User> page = remote.listUser(3);
        expect(page.getPageNo() == 3 && page.getTotal() == 1000 && page.getResult().size() == 15, "listUser");
        for (int i = 0; i < 15; i++) {
            same(local.listUser(3).getResult().get(i), page.getResult().get(i));
        }
        if (client.echo()) {
            byte[] data = new byte[100_000];
            Arrays.fill(data, (byte) 7);
            data[99_999] = 1;
            expect(Arrays.equals(data, remote.echo(data)), "echo");
        }
        if (client.async() != null) {
            expect(client.async().existUser("a9").join() && !client.async().existUser("a1").join(), "async");
        }
    }

    private static void same(User a, User b) {
        expect(a.getId() == b.getId() && a.getName().equals(b.getName()) && a.getSex() == b.getSex()
                && a.getBirthday().equals(b.getBirthday()) && a.getEmail().equals(b.getEmail())
                && a.getMobile().equals(b.getMobile()) && a.getAddress().equals(b.getAddress())
                && a.getIcon().equals(b.getIcon()) && a.getPermissions().equals(b.getPermissions())
                && a.getStatus() == b.getStatus() && a.getCreateTime().equals(b.getCreateTime())
                && a.getUpdateTime().equals(b.getUpdateTime()), "user differs");
    }

    private static void expect(boolean ok, String what) {
        if (!ok) {
            throw new IllegalStateException("wrong answer: " + what);
        }
    }

    private static Op op(String method) {
        UserServiceImpl local = new UserServiceImpl();
        switch (method) {
            case "existUser":
                return (s, i) -> s.existUser(Integer.toString(i));
            case "createUser":
                return (s, i) -> expect(s.createUser(local.getUser(i)), "createUser");
            case "getUser":
                return (s, i) -> expect(s.getUser(i).getId() == i, "getUser");
            case "listUser":
                return (s, i) -> expect(s.listUser(i).getResult().size() == 15, "listUser");
            case "mix":
                return (s, i) -> {
                    switch (i & 3) {
                        case 0 -> s.existUser(Integer.toString(i));
                        case 1 -> s.createUser(local.getUser(i));
                        case 2 -> s.getUser(i);
                        default -> s.listUser(i);
                    }
                };
            case "echo1m":
                byte[] data = new byte[1 << 20];
                Arrays.fill(data, (byte) 7);
                return (s, i) -> expect(s.echo(data).length == data.length, "echo");
            default:
                throw new IllegalArgumentException(method);
        }
    }

    /**
     * The heavier frameworks need far more than 5 s on a small machine: few threads, so that the JIT compiler
     * threads of both processes get their share, all methods, then the pipelined run, then a burst of 32 threads.
     */
    private void warmUp(double seconds) throws Exception {
        quiet = true;
        closed("mix", 2, seconds * 0.55, 0.01);
        closed("existUser", 2, seconds * 0.10, 0.01);
        if (client.async() != null) {
            pipelined(seconds * 0.15, 0.01);
        }
        if (client.echo()) {
            closed("echo1m", 1, seconds * 0.04, 0.01);
        }
        closed("mix", 32, seconds * 0.2, 0.01);
        quiet = false;
    }

    private boolean quiet;

    /** A negative number of threads means virtual threads. */
    private void closed(String method, int count, double warmup, double seconds) throws Exception {
        phase = WARM;
        int threads = Math.abs(count);
        UserService service = client.sync();
        List<Thread> workers = new ArrayList<>();
        Histogram[] histograms = new Histogram[threads];
        java.util.concurrent.CountDownLatch measured = new java.util.concurrent.CountDownLatch(1);
        for (int t = 0; t < threads; t++) {
            Histogram h = histograms[t] = new Histogram(1, 60_000_000_000L, 2);
            Op op = op(method);
            int start = t * 1_000_003;
            Thread w = thread(count < 0, () -> {
                try {
                    int i = start;
                    for (int p; (p = phase) != STOP; ) {
                        long t0 = System.nanoTime();
                        op.call(service, i++ & 0x7fffffff);
                        long t1 = System.nanoTime();
                        if (p == MEASURE) {
                            h.recordValue(t1 - t0);
                        }
                    }
                    measured.await(); // stay alive until the per-thread counters were read
                } catch (Throwable e) {
                    failure = e;
                }
            });
            workers.add(w);
            w.start();
        }
        Sample sample = measure(warmup, seconds);
        measured.countDown();
        for (Thread w : workers) {
            w.join(10_000);
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        Histogram all = new Histogram(1, 60_000_000_000L, 2);
        for (Histogram h : histograms) {
            all.add(h);
        }
        report(method, count, sample, all.getTotalCount(), all);
    }

    private static Thread thread(boolean virtual, Runnable body) throws ReflectiveOperationException {
        if (!virtual) {
            return new Thread(body, "load");
        }
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null); // JDK 21
        return (Thread) Class.forName("java.lang.Thread$Builder").getMethod("unstarted", Runnable.class)
                .invoke(builder, body);
    }

    private void pipelined(double warmup, double seconds) throws Exception {
        phase = WARM;
        AsyncUserService service = client.async();
        AtomicLong completed = new AtomicLong();
        java.util.concurrent.CountDownLatch measured = new java.util.concurrent.CountDownLatch(1);
        Thread w = new Thread(() -> {
            try {
                Thread self = Thread.currentThread();
                Window window = new Window();
                long issued = 0;
                while (phase != STOP) {
                    service.existUser(Integer.toString((int) issued & 0x7fffffff)).whenComplete((r, e) -> {
                        if (e != null) {
                            failure = e;
                        }
                        if (completed.incrementAndGet() == window.wakeAt) {
                            LockSupport.unpark(self);
                        }
                    });
                    issued++;
                    if (issued - completed.get() >= WINDOW) {
                        window.wakeAt = issued - WINDOW / 2;
                        while (completed.get() < window.wakeAt && phase != STOP && failure == null) {
                            LockSupport.parkNanos(10_000_000);
                        }
                    }
                    if (failure != null) {
                        return;
                    }
                }
                for (int n = 0; n < 500 && completed.get() < issued; n++) {
                    Thread.sleep(10);
                }
                measured.await();
            } catch (Throwable e) {
                failure = e;
            }
        }, "load-async");
        w.start();
        Sample sample = measure(warmup, seconds, completed);
        measured.countDown();
        w.join(10_000);
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        report("existUser", 0, sample, sample.calls, null);
    }

    private static final class Window {
        volatile long wakeAt;
    }

    private static final class Sample {
        double seconds;
        long calls;
        long[] client;
        long[] server;
    }

    private Sample measure(double warmup, double seconds) throws Exception {
        return measure(warmup, seconds, new AtomicLong());
    }

    private Sample measure(double warmup, double seconds, AtomicLong counter) throws Exception {
        sleep(warmup);
        ask("reset");
        Probe before = Probe.take();
        long calls = counter.get();
        long t0 = System.nanoTime();
        phase = MEASURE;
        sleep(seconds);
        phase = STOP;
        long t1 = System.nanoTime();
        Sample s = new Sample();
        s.calls = counter.get() - calls;
        s.seconds = (t1 - t0) / 1e9;
        s.client = Probe.take().since(before);
        s.server = Arrays.stream(ask("read").split(" ")).mapToLong(Long::parseLong).toArray();
        return s;
    }

    private static void sleep(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (failure == null && System.nanoTime() < end) {
            Thread.sleep(Math.max(1, Math.min(100, (end - System.nanoTime()) / 1_000_000)));
        }
    }

    private String ask(String command) throws IOException {
        control.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        String answer = controlIn.readLine();
        if (answer == null) {
            throw new IOException("server gone");
        }
        return answer;
    }

    private void report(String method, int threads, Sample s, long calls, Histogram h) {
        if (quiet) {
            return;
        }
        double n = Math.max(1, calls);
        System.out.printf(Locale.ROOT, "{\"contender\":\"%s\",\"round\":%d,\"method\":\"%s\",\"threads\":%d,"
                        + "\"calls\":%d,\"thrpt\":%.0f,\"p50us\":%.1f,\"p99us\":%.1f,\"p999us\":%.1f,"
                        + "\"clientCpuUs\":%.2f,\"serverCpuUs\":%.2f,\"clientAlloc\":%.0f,\"serverAlloc\":%.0f,"
                        + "\"clientSwitches\":%.2f,\"serverSwitches\":%.2f,\"clientGcMs\":%d,\"serverGcMs\":%d}%n",
                name, round, method, threads, calls, calls / s.seconds,
                pct(h, 50), pct(h, 99), pct(h, 99.9),
                s.client[0] / 1e3 / n, s.server[0] / 1e3 / n, s.client[1] / n, s.server[1] / n,
                s.client[2] / n, s.server[2] / n, s.client[3], s.server[3]);
        System.out.flush();
    }

    private static double pct(Histogram h, double p) {
        return h == null ? 0 : h.getValueAtPercentile(p) / 1e3;
    }
}
