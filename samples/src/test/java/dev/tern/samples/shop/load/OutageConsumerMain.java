package dev.tern.samples.shop.load;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.client.RpcClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Goes on calling, never twice the same, and counts: {@code OutageConsumerMain <registry> <snapshot folder>}. Prints {@code FIRST ms=...} with the first answer, and for each line of
 * its input a line {@code REPORT ...} about the time since the line before. Ends with its input.
 */
public final class OutageConsumerMain {

    private static final int CALLERS = 4;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration DEADLINE = Duration.ofSeconds(60); // a paused process must not fail its own calls

    private final long start = System.nanoTime();
    private final LedgerService ledger;
    private final AtomicLong last;
    private volatile boolean over;

    // guarded by this
    private boolean first = true;
    private long answered;
    private long failed;
    private String failure = "";
    private long lastFailure = start;
    private Set<String> instances = new TreeSet<>();
    private long lastAnswer = start;
    private long longestGap;

    private OutageConsumerMain(RpcClient client) {
        ledger = client.refer(LedgerService.class, options -> options.deadline("note", DEADLINE));
        last = new AtomicLong(ProcessHandle.current().pid() << 32); // no two processes note the same
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        try (RpcClient client = RpcClient.builder()
                .application("steady")
                .registry(args[0])
                .snapshotDirectory(Path.of(args[1]))
                .build()) {
            new OutageConsumerMain(client).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        Thread[] callers = new Thread[CALLERS];
        for (int i = 0; i < CALLERS; i++) {
            callers[i] = new Thread(this::callOn, "caller-" + i);
            callers[i].start();
        }
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(report(line));
        }
        over = true;
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void callOn() {
        while (!over) {
            try {
                ledger.note(last.incrementAndGet());
                answered(System.nanoTime(), CallInfo.last().instance());
            } catch (RpcException e) {
                failed(e);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private synchronized void answered(long now, String instance) {
        if (first) {
            first = false;
            System.out.println("FIRST ms=" + TimeUnit.NANOSECONDS.toMillis(now - start));
        }
        answered++;
        instances.add(instance);
        longestGap = Math.max(longestGap, now - lastAnswer);
        lastAnswer = now;
    }

    private synchronized void failed(RpcException e) {
        failed++;
        failure = failure.isEmpty() ? e.toString() : failure;
        lastFailure = System.nanoTime();
    }

    private synchronized String report(String name) {
        String report = "REPORT " + name + " calls=" + (answered + failed) + " failed=" + failed + " gapMillis="
                + TimeUnit.NANOSECONDS.toMillis(Math.max(longestGap, System.nanoTime() - lastAnswer))
                + " sinceFailureMillis=" + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastFailure)
                + " instances=" + String.join(",", instances) + " failure="
                + failure.replaceAll("\\p{Cntrl}", " ");
        answered = 0;
        failed = 0;
        failure = "";
        instances = new TreeSet<>();
        longestGap = 0;
        return report;
    }
}
