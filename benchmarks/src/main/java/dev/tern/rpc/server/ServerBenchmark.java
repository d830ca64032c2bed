package dev.tern.rpc.server; // what takes requests is package-private there

import dev.tern.rpc.benchmarks.UserService;
import dev.tern.rpc.benchmarks.Users;
import dev.tern.rpc.benchmarks.parts.ExistUser;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.RequestHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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

/**
 * A provider's side of a call, from received bytes to those it would send: {@code link -> connection -> inbound call -> served method -> a @NonBlocking
 * implementation -> answer -> link}. The channel is Netty's embedded one, whose own share is counted too; there is no socket, no event loop and no hand-over
 * to another thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ServerBenchmark {

    private static final int MANY = 32;
    private static final int BINDING = 0;
    private static final int ANSWER_BYTES = 11;

    private final LinkSettings settings = LinkSettings.STANDARD;
    private final Buffers buffers = new Buffers(settings.bodies());
    private final Hello hello = new Hello(Hello.VERSION, settings.maxFrameBytes(), 1000, "users", "1");
    private final ByteBuf requests = Unpooled.directBuffer();
    private int requestBytes;
    private ServerCore core;
    private Sink channel;
    private int lastId;

    /** Starts a provider, and makes a connection to it that has been opened and bound. */
    @Setup
    public void prepare() {
        Admission admission = new Admission();
        admission.configure(1000, true);
        BoundService service = BoundService.of(UserService.class, new Users.OnLoop(), List.of());
        service.descriptor().methods().forEach(method -> service.configure(method, admission.adaptive()));
        core = new ServerCore(
                new ServerSettings(settings, "users", "1", false, false, Duration.ZERO, Duration.ofSeconds(1)),
                admission,
                List.of(service),
                new InetSocketAddress("127.0.0.1", 0),
                1,
                1,
                Runnable::run);
        ServerConnection connection = new ServerConnection(core);
        Link link = new Link(settings, hello, buffers, connection);
        connection.link(link);
        channel = new Sink();
        channel.pipeline().addLast(link);
        RpcOutput out = new RpcOutput(512, Integer.MAX_VALUE);
        hello.write(out);
        receive(out);
        BindFrame.bind(BINDING, ExistUser.SERVICE.name(), "", "", ExistUser.SERVICE.hash())
                .write(out, FrameType.BIND);
        receive(out);
        for (int i = 0; i < MANY; i++) {
            request(out);
            requests.writeBytes(out.array(), 0, (int) out.size());
        }
        requestBytes = (int) out.size();
    }

    private void receive(RpcOutput out) {
        channel.receive(Unpooled.copiedBuffer(out.array(), 0, (int) out.size()));
        out.reset(Integer.MAX_VALUE);
    }

    private static void request(RpcOutput out) {
        out.reset(Integer.MAX_VALUE);
        long micros = TimeUnit.SECONDS.toMicros(1);
        RequestHeader.write(out, FrameLayout.NO_FLAGS, BINDING, ExistUser.METHOD.number(), micros);
        RequestHeader.writeTrace(out, 1, 2, 3, 1);
        ExistUser.ARGUMENTS.write(out);
        FrameLayout.end(out);
    }

    /** Shows that every request is answered, and stops the provider. */
    @TearDown
    public void stop() {
        long before = channel.written;
        of32();
        if (channel.written - before != MANY * ANSWER_BYTES) {
            throw new IllegalStateException((channel.written - before) + " bytes (expected: " + MANY + " answers)");
        }
        channel.close();
        channel.runPendingTasks();
        core.drain();
        requests.release();
    }

    /** One request in a read. */
    @Benchmark
    public long of1() {
        return read(1);
    }

    /** 32 requests in a read, whose answers go out together; per request. */
    @Benchmark
    @OperationsPerInvocation(MANY)
    public long of32() {
        return read(MANY);
    }

    private long read(int count) {
        for (int i = 0; i < count; i++) {
            requests.setInt(i * requestBytes + FrameLayout.ID, ++lastId);
        }
        requests.setIndex(0, count * requestBytes);
        channel.receive(requests.retain());
        return channel.written;
    }

    /** A channel that takes all bytes and forgets them. */
    private static final class Sink extends EmbeddedChannel {

        long written;

        void receive(ByteBuf bytes) {
            pipeline().fireChannelRead(bytes);
            pipeline().fireChannelReadComplete();
        }

        @Override
        protected void handleOutboundMessage(Object message) {
            ByteBuf bytes = (ByteBuf) message;
            written += bytes.readableBytes();
            bytes.release();
        }
    }
}
