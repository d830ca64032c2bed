package dev.tern.compare.sofa;

import com.alipay.sofa.rpc.config.ConsumerConfig;
import com.alipay.sofa.rpc.config.ProviderConfig;
import com.alipay.sofa.rpc.config.ServerConfig;
import dev.tern.compare.Contender;
import dev.tern.compare.LocalUserService;
import dev.tern.compare.UserService;
import java.util.List;
import java.util.Map;

/**
 * The protocol Bolt with one connection, direct URL, no registry.
 *
 * <ul>
 *   <li>{@code sofa} has its defaults: tracing, and the events, baggage and checks that go with them.
 *   <li>{@code sofa-tuned} switches off what its page on performance tests switches off, and the baggage, of which its default configuration says the same.
 *   <li>Hessian 2 in both, the default. Its Fury allocates half a megabyte and more per call; its Protobuf wants generated messages instead of Java objects.
 *   <li>The server's pool is the default, 20 to 200 threads.
 *   <li>The water marks of the socket's buffer are raised from 64 KiB: room for the echo of 10 MiB, beside which every other call is refused otherwise.
 * </ul>
 */
public final class SofaContender implements Contender {
    private static final Map<String, String> TUNED = Map.of(
            "context.attachment.enable", "false",
            "serialize.blacklist.enable", "false",
            "default.tracer", "",
            "logger.impl", "com.alipay.sofa.rpc.log.SLF4JLoggerImpl",
            "multiple.classloader.enable", "false",
            "invoke.baggage.enable", "false",
            "event.bus.enable", "false");

    private static final Map<String, String> ROOM = Map.of(
            "bolt.netty.buffer.high.watermark", Integer.toString(32 << 20),
            "bolt.netty.buffer.low.watermark", Integer.toString(16 << 20));

    @Override
    public List<String> names() {
        return List.of("sofa", "sofa-tuned");
    }

    /** To be called before any class of SOFA is used. */
    private static void properties(String name) {
        ROOM.forEach(System::setProperty);
        if (!name.equals("sofa")) {
            TUNED.forEach(System::setProperty);
        }
    }

    @Override
    public void provide(String name, int port) {
        properties(name);
        ServerConfig server = new ServerConfig()
                .setProtocol("bolt")
                .setHost("127.0.0.1")
                .setPort(port)
                .setDaemon(false);
        new ProviderConfig<UserService>()
                .setInterfaceId(UserService.class.getName())
                .setRef(new LocalUserService())
                .setSerialization("hessian2")
                .setServer(server)
                .setRegister(false)
                .export();
    }

    @Override
    public Client connect(String name, int port) {
        properties(name);
        ConsumerConfig<UserService> consumer = new ConsumerConfig<UserService>()
                .setInterfaceId(UserService.class.getName())
                .setProtocol("bolt")
                .setDirectUrl("bolt://127.0.0.1:" + port)
                .setSerialization("hessian2")
                .setRegister(false)
                .setRepeatedReferLimit(-1) // a process of the start-up measurement connects again and again
                .setTimeout(20_000);
        return new SofaClient(consumer, consumer.refer());
    }

    private record SofaClient(ConsumerConfig<UserService> consumer, UserService sync) implements Client {

        @Override
        public int maxEchoBytes() {
            return 10 << 20;
        }

        @Override
        public void close() {
            consumer.unRefer();
        }
    }
}
