package dev.tern.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The consumer's process: {@code CONTENDER PORT}. It checks every answer, then takes commands: {@code warm SECONDS},
 * {@code cell CELL SETTLE SECONDS ROUND}, {@code watch PORT} (see {@link Startup}) and {@code exit}. What comes out it tells as JSON lines; each command ends in
 * {@code DONE} or in {@code FAILED} and the reason.
 */
public final class ConsumerMain {
    private final String name;
    private final Contender contender;
    private final Contender.Client client;
    private final Socket control;
    private final BufferedReader controlAnswers;

    private ConsumerMain(String name, int port) throws Exception {
        this.name = name;
        control = new Socket(InetAddress.getByName("127.0.0.1"), port + 1);
        control.setTcpNoDelay(true);
        controlAnswers = new BufferedReader(new InputStreamReader(control.getInputStream(), StandardCharsets.US_ASCII));
        contender = Contender.find(name);
        client = contender.connect(name, port);
    }

    public static void main(String[] args) throws Exception {
        Forgotten.endAfter(Duration.ofMinutes(180));
        int code = 0;
        try {
            ConsumerMain consumer = new ConsumerMain(args[0], Integer.parseInt(args[1]));
            Check.answers(consumer.client);
            Child.tell("READY");
            consumer.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII)));
            consumer.control.getOutputStream().write("exit\n".getBytes(StandardCharsets.US_ASCII));
        } catch (Throwable e) { // linkage errors are what a framework too old for the JDK ends with
            e.printStackTrace();
            code = 1;
        }
        System.out.flush();
        Runtime.getRuntime().halt(code); // frameworks leave threads behind
    }

    private void serve(BufferedReader commands) throws IOException {
        for (String line; (line = commands.readLine()) != null && !line.equals("exit"); ) {
            try {
                obey(line.split(" "));
                Child.tell("DONE");
            } catch (Exception e) {
                e.printStackTrace();
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                Child.tell("FAILED " + String.valueOf(cause).lines().findFirst().orElse(""));
            }
        }
    }

    private void obey(String[] command) throws Exception {
        switch (command[0]) {
            case "warm" -> warmUp(Double.parseDouble(command[1]));
            case "cell" -> {
                Cell cell = Cell.parse(command[1]);
                if (cell.fits(client)) {
                    measure(cell, Double.parseDouble(command[2]), Double.parseDouble(command[3]), Integer.parseInt(command[4]));
                }
            }
            case "watch" -> {
                StartupMain.Moment answered = StartupMain.firstCall(contender, name, Integer.parseInt(command[1]));
                Child.tell(Long.toString(answered.nanos()));
            }
            default -> throw new IllegalArgumentException("command: " + command[0]);
        }
    }

    /** Few threads at first, so that the JIT compilers of both processes get their share of the processors; then what else is measured. */
    private void warmUp(double seconds) throws Exception {
        warmUp("mix:2", seconds * 0.55);
        warmUp("existUser:2", seconds * 0.10);
        warmUp("existUser:0", seconds * 0.12);
        warmUp("echo1m:1", seconds * 0.04);
        warmUp("existUser+echo10m:1", seconds * 0.04);
        warmUp("mix:32", seconds * 0.15);
    }

    private void warmUp(String text, double seconds) throws Exception {
        Cell cell = Cell.parse(text);
        if (cell.fits(client)) {
            Load load = Load.start(cell, client);
            load.run(seconds);
            load.end();
        }
    }

    private void measure(Cell cell, double settle, double seconds, int round) throws Exception {
        Load load = Load.start(cell, client);
        Probe.Delta consumer;
        Probe.Delta provider;
        long calls;
        double measured;
        try {
            load.run(settle);
            ask("reset");
            Probe before = Probe.take();
            calls = load.completed();
            long begin = System.nanoTime();
            load.measure();
            load.run(seconds);
            load.stop();
            measured = (System.nanoTime() - begin) / 1e9;
            calls = load.completed() - calls;
            consumer = Probe.take().since(before);
            provider = Probe.Delta.parse(ask("read"));
        } catch (Exception e) {
            load.stop();
            throw e;
        }
        Histogram times = load.end();
        tell(cell, round, measured, cell.pipelined() ? calls : times.getTotalCount(), times, load.besideCalls(), consumer, provider);
    }

    private String ask(String command) throws IOException {
        control.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        String answer = controlAnswers.readLine();
        if (answer == null) {
            throw new IOException("the provider has ended");
        }
        return answer;
    }

    private void tell(
            Cell cell, int round, double seconds, long calls, Histogram times, long besideCalls, Probe.Delta consumer, Probe.Delta provider) {
        if (calls == 0) {
            throw new IllegalStateException("not one call ended in " + seconds + " s (expected: larger --seconds)");
        }
        double n = calls;
        Child.tell(String.format(
                Locale.ROOT,
                "{\"contender\":\"%s\",\"round\":%d,\"cell\":\"%s\",\"calls\":%d,\"rate\":%.1f,\"besideRate\":%.2f,"
                        + "\"p50us\":%.1f,\"p99us\":%.1f,\"p999us\":%.1f,\"consumerCpuUs\":%.2f,\"providerCpuUs\":%.2f,"
                        + "\"consumerBytes\":%.0f,\"providerBytes\":%.0f,\"consumerSwitches\":%.2f,\"providerSwitches\":%.2f,"
                        + "\"consumerGcMs\":%d,\"providerGcMs\":%d}",
                name,
                round,
                cell,
                calls,
                n / seconds,
                besideCalls / seconds,
                micros(times, 50),
                micros(times, 99),
                micros(times, 99.9),
                consumer.cpuNanos() / 1e3 / n,
                provider.cpuNanos() / 1e3 / n,
                consumer.allocatedBytes() / n,
                provider.allocatedBytes() / n,
                consumer.switches() / n,
                provider.switches() / n,
                consumer.gcMillis(),
                provider.gcMillis()));
    }

    private static double micros(Histogram times, double percentile) {
        return times.getTotalCount() == 0 ? 0 : times.getValueAtPercentile(percentile) / 1e3;
    }
}
