package dev.tern.rpc.e2e;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints, as a table, how a provider fares under overload: {@link OverloadProvider}, in a process of its own, which can do 500 calls/s, and this one, which asks for 1,000 and for 5,000
 * calls/s whatever happens (open loop), over loopback. Not a test: what it shows of times depends on the machine. Arguments: calls/s, with an {@code r} behind it for
 * a consumer that repeats what was refused as consumers do unless told otherwise; else a refusal is told at once.
 *
 * <p>Only what the provider does counts as answered: every attempt that reaches its handler, and how long it took from its arrival there. The consumer's times are from the call
 * to its end. Beside them stands how late a thread is in either process that does nothing ({@link Hiccups}), and how late the calls are that should come at even distances.
 */
final class OverloadRun implements AutoCloseable {

    private static final int WARM_UP_SECONDS = Integer.getInteger("tern.warmUp", 8);
    private static final int SECONDS = Integer.getInteger("tern.seconds", 10);

    private final Process provider;
    private final BufferedReader said;
    private final Writer ask;
    private final Hiccups hiccups = new Hiccups();
    private final Times answered = new Times();
    private final Times refused = new Times();
    private final Times late = new Times();
    private final AtomicInteger failed = new AtomicInteger();
    private volatile boolean measuring;

    private OverloadRun() throws IOException {
        provider = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OverloadProvider.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = new BufferedReader(new InputStreamReader(provider.getInputStream(), StandardCharsets.UTF_8));
        ask = provider.outputWriter(StandardCharsets.UTF_8);
    }

    private void tell(String line) throws IOException {
        ask.write(line + "\n");
        ask.flush();
    }

    private String heard(String begin) throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith(begin)) {
            line = said.readLine();
        }
        if (line == null) {
            throw new EOFException("the provider ended");
        }
        return line.substring(begin.length());
    }

    private void run(int perSecond, boolean repeats) throws Exception {
        RpcClient.Builder builder = RpcClient.builder()
                .application("consumer")
                .registry("static://127.0.0.1:" + heard(OverloadProvider.PORT))
                .callbackExecutor(Runnable::run);
        if (!repeats) {
            builder.set("retry.budgetRatio", "0").set("retry.budgetPerSecond", "0");
        }
        try (RpcClient client = builder.build()) {
            AskAsync stub = Loopback.refer(client, AskAsync.class);
            offer(stub, perSecond, WARM_UP_SECONDS);
            tell("begin");
            hiccups.begin();
            measuring = true;
            offer(stub, perSecond, SECONDS);
            measuring = false;
            hiccups.end();
            tell("end");
            print(perSecond, repeats, heard(OverloadProvider.SEEN).split(";"));
        }
    }

    private void print(int perSecond, boolean repeats, String[] provided) {
        double perSecondAnswered = Integer.parseInt(provided[0]) / (double) SECONDS;
        System.out.printf(
                "| %,d%s | %.0f | %.0f %% | %s | %s | %s | %s | %d | %s | %s | %s | %s | %.1f |%n",
                perSecond,
                repeats ? ", repeats" : "",
                perSecondAnswered,
                perSecondAnswered / 5,
                provided[1],
                answered,
                refused,
                provided[3],
                failed.get(),
                provided[4],
                late,
                provided[2],
                hiccups,
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    /** Calls at even distances; when it is late it catches up. */
    private void offer(AskAsync stub, int perSecond, int seconds) {
        long start = System.nanoTime();
        for (long i = 0; i < (long) perSecond * seconds; i++) {
            long at = start + i * 1_000_000_000 / perSecond;
            while (at - System.nanoTime() > 0) {
                LockSupport.parkNanos(at - System.nanoTime());
            }
            call(stub, at);
        }
    }

    private void call(AskAsync stub, long at) {
        long start = System.nanoTime();
        if (measuring) {
            late.add(start - at);
        }
        stub.ask("x").whenComplete((value, e) -> {
            if (!measuring) {
                return;
            }
            long elapsed = System.nanoTime() - start;
            if (e == null) {
                answered.add(elapsed);
            } else if (e instanceof RpcException known && known.status() == Status.RESOURCE_EXHAUSTED) {
                refused.add(elapsed);
            } else {
                failed.incrementAndGet();
            }
        });
    }

    /** Ends the provider. */
    @Override
    public void close() throws IOException {
        ask.close();
        try {
            provider.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException e) { // it is too late to ask
            provider.destroyForcibly();
        }
    }

    public static void main(String[] args) throws Exception {
        System.out.println(
                "| offered/s | answered/s | of capacity | provider: accepted | consumer: accepted | consumer: refused | refusals | other failures | limit"
                        + " | calls late by | provider: idle thread late by | consumer: idle thread late by | load average |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        for (String offered : args.length == 0 ? new String[] {"1000", "5000", "1000r", "5000r"} : args) {
            try (OverloadRun run = new OverloadRun()) {
                run.run(Integer.parseInt(offered.replace("r", "")), offered.endsWith("r"));
            }
        }
    }
}
