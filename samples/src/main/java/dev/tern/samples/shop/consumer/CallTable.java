package dev.tern.samples.shop.consumer;

import dev.tern.rpc.CallInfo;
import java.io.PrintStream;
import java.util.concurrent.Callable;

/**
 * Makes calls and prints a line for each: what was called, what came back, who answered, in how many attempts, in which
 * trace.
 */
final class CallTable {

    private static final String LINE = "%-30s %-44s %-22s %8s %8s  %s%n";

    private final PrintStream out;

    CallTable(PrintStream out) {
        this.out = out;
    }

    void header() {
        out.printf(LINE, "CALL", "RESULT", "PROVIDER", "ATTEMPTS", "MS", "TRACE");
    }

    /** Makes a synchronous call and prints it. */
    void call(String what, Callable<String> call) {
        String result;
        try {
            result = call.call();
        } catch (Exception e) {
            result = e.toString();
        }
        CallInfo info = CallInfo.last();
        String millis = "%.1f".formatted(info.elapsed().toNanos() / 1e6);
        out.printf(LINE, what, result, info.instance(), info.attempts(), millis, info.traceId());
    }

    /** Prints a call of which there is no {@link CallInfo}, because no thread waited for it. */
    void print(String what, String result, String traceId) {
        out.printf(LINE, what, result, "-", "-", "-", traceId);
    }
}
