package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.Cancellation;
import dev.tern.rpc.TraceContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Making a handler's context current on its thread, and taking it away again. Without a log context (slf4j MDC) on the class path it is made only if the
 * handler asks for it, with one always: the log context then holds the ids of the trace as texts.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ContextBenchmark {

    private final TraceContext trace = TraceContext.begin();
    private final CallContext callers = CallContext.none().withTrace(trace);
    private final Supplier<CallContext> handler = this::handlersContext;

    private CallContext handlersContext() {
        return CallContext.received(
                TraceContext.childOf(trace.traceHigh(), trace.traceLow(), trace.flags()),
                0,
                Map.of(),
                Map.of(),
                new Cancellation(),
                false);
    }

    /** A handler that does not ask for its context. */
    @Benchmark
    public CallContext enter_leave() {
        CallContext previous = CallContext.enter(handler);
        CallContext.leave(previous);
        return previous;
    }

    /** A handler that asks for its context. */
    @Benchmark
    public CallContext enter_current_leave() {
        CallContext previous = CallContext.enter(handler);
        CallContext current = CallContext.current();
        CallContext.leave(previous);
        return current;
    }

    /** What a user, or the completion of a future, does. */
    @Benchmark
    @SuppressWarnings("try") // the scope is only closed
    public CallContext attach_close() {
        try (CallContext.Scope scope = callers.attach()) {
            return callers;
        }
    }
}
