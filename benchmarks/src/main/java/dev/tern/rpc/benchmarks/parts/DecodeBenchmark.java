package dev.tern.rpc.benchmarks.parts;

import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.wire.FrameDecoder;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Cutting received bytes into frames: answers with a boolean, 11 bytes each, whose inputs are given back at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class DecodeBenchmark {

    private static final int MANY = 32;

    private final Buffers buffers = new Buffers(BodyLimits.STANDARD);
    private final FrameDecoder decoder =
            new FrameDecoder(buffers::input, LinkSettings.STANDARD.maxFrameBytes(), Hello.WINDOW_BYTES, this::frame);
    private final ByteBuf one = Unpooled.directBuffer();
    private final ByteBuf many = Unpooled.directBuffer();
    private int ids;

    private void frame(FrameType type, int flags, RpcInput in) {
        if (type == FrameType.RESPONSE) {
            ids += in.getFixedInt();
        }
        in.release();
    }

    /** Fills the buffers, and says HELLO to the decoder. */
    @Setup
    public void prepare() {
        RpcOutput out = new RpcOutput(512, Integer.MAX_VALUE);
        new Hello(Hello.VERSION, LinkSettings.STANDARD.maxFrameBytes(), 1000, "users", "1").write(out);
        decoder.decode(Unpooled.wrappedBuffer(out.array(), 0, (int) out.size()));
        for (int id = 1; id <= MANY; id++) {
            out.reset(Integer.MAX_VALUE);
            FrameLayout.begin(out, FrameType.RESPONSE, FrameLayout.NO_FLAGS, id);
            out.reserve(1);
            out.putBoolean(true);
            FrameLayout.end(out);
            many.writeBytes(out.array(), 0, (int) out.size());
            if (id == 1) {
                one.writeBytes(out.array(), 0, (int) out.size());
            }
        }
    }

    /** Shows that all of it was frames, and frees the buffers. */
    @TearDown
    public void check() {
        ids = 0;
        of32();
        if (ids != MANY * (MANY + 1) / 2) {
            throw new IllegalStateException("sum of the ids: " + ids + " (expected: each once)");
        }
        one.release();
        many.release();
    }

    /** One frame in a read. */
    @Benchmark
    public int of1() {
        decoder.decode(one.readerIndex(0));
        return ids;
    }

    /** 32 frames in a read; per frame. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public int of32() {
        decoder.decode(many.readerIndex(0));
        return ids;
    }
}
