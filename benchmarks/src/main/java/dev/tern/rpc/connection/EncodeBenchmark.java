package dev.tern.rpc.connection; // the encoder is package-private there

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.benchmarks.parts.ExistUser;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.transport.Outgoing;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding a request, header and arguments, into a frame of the pool, which then goes back there. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class EncodeBenchmark {

    private final Buffers buffers = new Buffers(BodyLimits.STANDARD);
    private final RequestEncoder encoder = new RequestEncoder("127.0.0.1:20880", LinkSettings.STANDARD);
    private final Binding binding = new Binding(0, ExistUser.SERVICE, "", "");
    private RpcCall call = ExistUser.call(CallContext.none());

    /** Makes a call whose deadline an iteration does not reach. */
    @Setup(Level.Iteration)
    public void prepare() {
        call = ExistUser.call(CallContext.none().withNewTrace());
        call.deadline(System.nanoTime() + TimeUnit.MINUTES.toNanos(1));
    }

    /** A request. */
    @Benchmark
    public long existUser() {
        Outgoing frame = buffers.outgoing(LinkSettings.STANDARD.maxFrameBytes());
        RpcException refused = encoder.encode(frame.out(), call, binding);
        if (refused != null) {
            throw refused;
        }
        long size = frame.out().size();
        buffers.release(frame);
        return size;
    }
}
