package dev.tern.rpc.benchmarks;

import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole calls, over loopback, with consumer and provider in one process and default settings: trace context and deadline are on. So bytes per
 * operation are those of both sides together.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class CallBenchmark {

    private static final int OUTSTANDING = 256;

    /** Where the implementation runs. */
    @Param({"pool", "loop"})
    public String handler = "pool";

    private RpcServer server;
    private RpcClient client;
    private UserService users;
    private UserServiceAsync async;
    private final User sample = User.sample(7);

    /** Starts a provider and a consumer. */
    @Setup
    public void start() throws InterruptedException {
        server = RpcServer.builder()
                .application("users")
                .host("127.0.0.1")
                .provide(UserService.class, handler.equals("loop") ? new Users.OnLoop() : new Users())
                .maxConcurrentCalls(100_000)
                .adaptiveLimit(false)
                .shutdownHook(false)
                .drain(Duration.ZERO, Duration.ofSeconds(1))
                .start();
        client = RpcClient.builder()
                .application("benchmark")
                .registry("static://127.0.0.1:" + server.port())
                .build();
        users = client.refer(UserService.class);
        async = client.refer(UserServiceAsync.class);
        client.awaitReady(UserService.class, Duration.ofSeconds(5));
        client.awaitReady(UserServiceAsync.class, Duration.ofSeconds(5));
    }

    /** Stops both. */
    @TearDown
    public void stop() {
        client.close();
        server.close();
    }

    /** One caller, small answer. */
    @Benchmark
    public boolean existUser_sync_1() {
        return users.existUser("john.doe@example.com");
    }

    /** 32 callers, small answer. */
    @Benchmark
    @Threads(32)
    public boolean existUser_sync_32() {
        return users.existUser("john.doe@example.com");
    }

    /** 32 callers, a bean there. */
    @Benchmark
    @Threads(32)
    public boolean createUser_sync_32() {
        return users.createUser(sample);
    }

    /** 32 callers, a bean back. */
    @Benchmark
    @Threads(32)
    public User getUser_sync_32() {
        return users.getUser(42);
    }

    /** 32 callers, fifteen beans back. */
    @Benchmark
    @Threads(32)
    public Page<User> listUser_sync_32() {
        return users.listUser(3);
    }

    /** One caller that sends 256 calls and then waits for them. */
    @Benchmark
    @OperationsPerInvocation(OUTSTANDING)
    public int existUser_async_1() {
        return batch();
    }

    /** 32 callers that do so, each with its own 256. */
    @Benchmark
    @Threads(32)
    @OperationsPerInvocation(OUTSTANDING)
    public int existUser_async_32() {
        return batch();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private int batch() {
        CompletableFuture<Boolean>[] futures = new CompletableFuture[OUTSTANDING];
        for (int i = 0; i < OUTSTANDING; i++) {
            futures[i] = async.existUser("john.doe@example.com");
        }
        int found = 0;
        for (CompletableFuture<Boolean> future : futures) {
            found += future.join() ? 1 : 0;
        }
        return found;
    }
}
