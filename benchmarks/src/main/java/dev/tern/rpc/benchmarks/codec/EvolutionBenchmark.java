package dev.tern.rpc.benchmarks.codec;

import dev.tern.rpc.benchmarks.Page;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;
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

/** Decoding what a provider of the same release sent, by position, and what one of an earlier release sent, by a plan. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EvolutionBenchmark {

    private static final int LIMIT = 4 << 20;

    /** The shape. */
    @Param({"RECORD", "USER", "PAGE", "LONGS"})
    public Shape shape = Shape.RECORD;

    private final RpcInput same = new RpcInput(512, input -> {});
    private final RpcInput earlier = new RpcInput(512, input -> {});
    private BodyReader<?> reader;
    private BodyReader<?> resolving;
    private int sameLength;
    private int earlierLength;

    /** Encodes the value on both sides and makes the plan. */
    @Setup
    public void prepare() {
        ServiceDescriptor reading = CodecServiceCodecs.SERVICE;
        ServiceDescriptor writing = EarlierCodecServiceCodecs.SERVICE;
        MethodDescriptor method = method(reading);
        Resolution resolution =
                Resolution.of(reading.contract().get(), writing.contract().get());
        Plan plan = resolution.methods().get(method.number()).result();
        if (!plan.isChanged()) {
            throw new IllegalStateException(shape + ": nothing differs");
        }
        reader = method.resultReader();
        resolving = method.resultReader(plan);
        sameLength = fill(same, method, shape.sample());
        earlierLength = fill(earlier, method(writing), earlier(shape.sample()));
    }

    private MethodDescriptor method(ServiceDescriptor service) {
        String signature = switch (shape) {
            case RECORD -> "item()";
            case USER -> "person()";
            case PAGE -> "people()";
            case LONGS -> "longs()";
            case TEXTS -> "texts()";
        };
        return service.methods().stream()
                .filter(method -> method.signature().equals(signature))
                .findFirst()
                .orElseThrow();
    }

    private static int fill(RpcInput in, MethodDescriptor method, Object value) {
        RpcOutput out = new RpcOutput(512, LIMIT);
        method.resultWriter().write(out, value);
        out.end();
        int length = (int) out.size();
        in.refill(length);
        System.arraycopy(out.array(), 0, in.array(), 0, length);
        return length;
    }

    private static Object earlier(Object value) {
        if (value instanceof Item item) {
            return new EarlierItem(
                    (int) item.id(),
                    item.quantity(),
                    item.price(),
                    item.article(),
                    item.currency(),
                    item.placed(),
                    item.state(),
                    item.gift());
        } else if (value instanceof Person person) {
            return EarlierPerson.of(person);
        } else if (value instanceof Page<?> page) {
            List<EarlierPerson> people = page.result().stream()
                    .map(person -> EarlierPerson.of((Person) person))
                    .toList();
            return new Page<>(page.pageNo(), page.total(), people);
        }
        return ((List<?>) value)
                .stream().map(number -> ((Long) number).intValue()).toList();
    }

    /** By position. */
    @Benchmark
    public Object sameContract() {
        same.refill(sameLength); // the bytes are still there
        return reader.read(same);
    }

    /** By a plan. */
    @Benchmark
    public Object earlierContract() {
        earlier.refill(earlierLength);
        return resolving.read(earlier);
    }
}
