package dev.tern.rpc.benchmarks.codec;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding and decoding of one value by one contender. Before it is timed it is shown to give back what it was given. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class CodecBenchmark {

    /** The shape. */
    @Param
    public Shape shape = Shape.RECORD;

    /** Whose codec. */
    @Param({"TERN", "KRYO", "PROTOBUF", "FORY"})
    public String contender = "TERN";

    private Contender codec;
    private Object value;

    /** Makes the codec and checks it. */
    @Setup
    public void prepare() throws Exception {
        codec = Contender.Name.valueOf(contender).of(shape);
        value = shape.sample();
        codec.check(value);
    }

    /** An object to bytes. */
    @Benchmark
    public int encode() throws Exception {
        return codec.encode(value);
    }

    /** Bytes to an object. */
    @Benchmark
    public Object decode() throws Exception {
        return codec.decode();
    }
}
