package dev.tern.samples.shop.consumer;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.samples.shop.api.OrderNotFound;
import dev.tern.samples.shop.api.OrderService;
import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Calls at a steady pace and prints a line for each second: how many calls failed, and who answered the others. */
final class SteadyCalls {

    private static final int CALLS_PER_LINE = 50;
    private static final int PAUSE_MILLIS = 20;

    private final OrderService orders;
    private final PrintStream out;

    SteadyCalls(OrderService orders, PrintStream out) {
        this.orders = orders;
        this.out = out;
    }

    /** Returns whether every call was answered. */
    boolean run(int lines) throws InterruptedException {
        int failed = 0;
        for (int line = 1; line <= lines; line++) {
            failed += printLine(line);
        }
        return failed == 0;
    }

    private int printLine(int line) throws InterruptedException {
        Map<String, Integer> answered = new TreeMap<>();
        int repeated = 0;
        int failed = 0;
        for (int i = 0; i < CALLS_PER_LINE; i++) {
            try {
                orders.get(1 + i % 10);
                answered.merge(CallInfo.last().instance(), 1, Integer::sum);
            } catch (OrderNotFound | RpcException e) {
                if (failed++ == 0) {
                    out.println("the first failure of this second: " + e);
                }
            }
            repeated += Math.max(0, CallInfo.last().attempts() - 1); // no attempt at all where nobody can be called
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS); // the pace
        }
        out.printf(
                "steady %2d: %d calls, %d failed, %d repeated; answered by %s; last trace %s%n",
                line,
                CALLS_PER_LINE,
                failed,
                repeated,
                answered,
                CallInfo.last().traceId());
        return failed;
    }
}
