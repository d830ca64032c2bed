package dev.tern.rpc.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NoProvider;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code metrics -> something that ends the call}, with a clock that is set by hand. */
class ClientMetricsTest {

    private static final MethodDescriptor DECLARING = MethodDescriptor.builder("shop.Shop", 0, "read(String)")
            .exception(IOException.class, (out, e) -> {}, in -> new IOException(), (in, plan) -> new IOException())
            .arguments(in -> TestCalls.call(TestCalls.READ).arguments(), (in, plan) -> {
                throw new AssertionError("not read");
            });

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Gauges gauges = new Gauges(registry);
    private final AtomicLong now = new AtomicLong();
    private final ClientMetrics metrics = new ClientMetrics(registry, gauges, now::get);

    private RpcCall run(MethodDescriptor method, Invoker end) {
        RpcCall call = TestCalls.call(method);
        now.set(call.startNanos());
        metrics.bind(method, end).invoke(call);
        return call;
    }

    private Timer timer(String status, String errorType) {
        return registry.get("rpc.client.call.duration")
                .tags("rpc.status_code", status, "rpc.response.status_code", status, "error.type", errorType)
                .timer();
    }

    private double active() {
        return registry.get("tern.client.calls.active").gauge().value();
    }

    @Test
    void call_answered_isTimedFromItsStartInTheConventionsBuckets() {
        run(TestCalls.READ, call -> {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(60));
            call.attempt(CallInfo.Peer.NONE);
            call.attempt(CallInfo.Peer.NONE);
            call.complete("fine");
        });

        Timer timer = timer("OK", "none");
        assertThat(timer.getId().getTag("rpc.system.name")).isEqualTo("tern");
        assertThat(timer.getId().getTag("rpc.method")).isEqualTo("shop.Shop/read");
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(60);
        CountAtBucket[] buckets = timer.takeSnapshot().histogramCounts();
        assertThat(Arrays.stream(buckets).map(bucket -> bucket.bucket(TimeUnit.SECONDS)))
                .containsExactly(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);
        assertThat(buckets[3].count()).isZero();
        assertThat(buckets[4].count()).isEqualTo(1);
        assertThat(registry.get("tern.client.call.attempts").summary().totalAmount())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = "OK", mode = EnumSource.Mode.EXCLUDE)
    void call_failed_isTimedUnderItsStatus(Status status) {
        run(TestCalls.READ, call -> call.fail(new RpcException(status, "it is so")));

        assertThat(timer(status.name(), status.name()).count()).isEqualTo(1);
        assertThat(timer("OK", "none").count()).isZero();
    }

    @Test
    void call_undeclaredRemoteException_itsClassIsNoLabel() {
        run(
                TestCalls.READ,
                call -> call.fail(new RpcRemoteException(Status.UNKNOWN, "evil.Class42", "", List.of(), "")));

        assertThat(timer("UNKNOWN", "undeclared").count()).isEqualTo(1);
        assertThat(registry.getMeters().stream().map(Meter::getId))
                .noneMatch(id -> id.toString().contains("evil"));
    }

    @Test
    void call_declaredException_isAnAnswerWithItsDeclaredClass() {
        run(DECLARING, call -> call.fail(new FileNotFoundException("a subclass")));
        run(DECLARING, call -> call.fail(new IllegalStateException("not declared")));

        assertThat(timer("OK", "java.io.IOException").count()).isEqualTo(1);
        assertThat(timer("UNKNOWN", "undeclared").count()).isEqualTo(1);
    }

    @Test
    void call_withoutAProvider_isCountedUnderTheReason() {
        run(TestCalls.READ, call -> call.fail(new RpcException(Status.UNAVAILABLE, "lost")));
        assertThat(registry.find("tern.client.calls.unsent").counters()).isEmpty();

        run(
                TestCalls.READ,
                call -> call.fail(RpcException.neverExecuted(Status.UNAVAILABLE, "nobody there", null)
                        .noProvider(NoProvider.NOBODY_REGISTERED)));

        assertThat(registry.get("tern.client.calls.unsent").counters()).hasSize(NoProvider.values().length);
        assertThat(registry.get("tern.client.calls.unsent")
                        .tags("rpc.method", "shop.Shop/read", "tern.reason", "NOBODY_REGISTERED")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void callsActive_whateverEndsThem_returnsToZero() {
        Holder holder = (call, cause) -> cause;
        RpcCall held = run(TestCalls.READ, call -> call.heldBy(holder));
        RpcCall onItsWay = run(TestCalls.READ, call -> {});
        assertThat(active()).isEqualTo(2);

        held.abort(new RpcException(Status.CANCELLED, "given up"));
        assertThat(active()).isEqualTo(1);
        onItsWay.abort(new RpcException(Status.CANCELLED, "given up"));
        onItsWay.heldBy(holder);
        assertThat(active()).isZero();
        assertThat(timer("CANCELLED", "CANCELLED").count()).isEqualTo(2);
    }

    @Test
    void chain_boundAgain_goesOnWithTheSameMeters() {
        run(TestCalls.READ, call -> call.complete("one"));
        run(TestCalls.READ, call -> call.complete("two"));

        assertThat(timer("OK", "none").count()).isEqualTo(2);
        gauges.close();
        assertThat(registry.find("tern.client.calls.active").gauge()).isNull();
    }

    @Test
    void call_afterItsFirstOutcome_allocatesNothing() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Invoker end = call -> call.complete("fine");
        Invoker bare = Filter.chain(List.of(), TestCalls.READ, end);
        ClientMetrics byTheClock = new ClientMetrics(registry, gauges, System::nanoTime);
        Invoker measured = Filter.chain(List.of(byTheClock), TestCalls.READ, end);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) { // the least: the first rounds load classes
            long start = thread.getCurrentThreadAllocatedBytes();
            calls(bare);
            long between = thread.getCurrentThreadAllocatedBytes();
            calls(measured);
            least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - between - (between - start));
        }

        assertThat(least).as("bytes of 1000 calls").isLessThan(1000);
        assertThat(timer("OK", "none").count()).isEqualTo(20_000);
    }

    private static void calls(Invoker chain) {
        for (int i = 0; i < 1000; i++) {
            chain.invoke(TestCalls.call(TestCalls.READ));
        }
    }
}
