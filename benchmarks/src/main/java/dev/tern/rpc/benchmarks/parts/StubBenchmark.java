package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.benchmarks.UserService;
import dev.tern.rpc.benchmarks.UserServiceAsync;
import dev.tern.rpc.kernel.Invoker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The generated stub, its binding and the call object, {@code stub -> an invoker that completes the call at once}: what is allocated are arguments and call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class StubBenchmark {

    private final Invoker atOnce = call -> call.complete(Boolean.TRUE);
    private final UserService users = ExistUser.stub(atOnce);
    private final UserServiceAsync async = ExistUser.asyncStub(atOnce);
    private String email = ExistUser.EMAIL;

    /** A synchronous call. */
    @Benchmark
    public boolean sync() {
        return users.existUser(email);
    }

    /** An asynchronous call, with its future. */
    @Benchmark
    public CompletableFuture<Boolean> async() {
        return async.existUser(email);
    }
}
