package dev.tern.compare.dubbo;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import java.util.List;
import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;
import org.apache.dubbo.config.nested.TripleConfig;

/**
 * Direct URL, no registry, one connection, its default, as Dubbo's own benchmark does. The serializer is always named, because with a direct URL the two sides
 * negotiate none.
 *
 * <ul>
 *   <li>{@code dubbo-hessian2}, {@code dubbo-kryo}, {@code dubbo-fastjson2}: the protocol {@code dubbo} with its defaults (dispatcher {@code all}, 200 threads).
 *       Its documentation calls Kryo faster than Hessian 2, with the classes registered, and made Fastjson 2 the successor of Hessian 2.
 *   <li>{@code dubbo-tuned} (Hessian 2), {@code dubbo-tuned-kryo} and {@code dubbo-tuned-fastjson2}: dispatcher {@code direct}, which is documented as faster
 *       where a service ends quickly and does no I/O, as this one, and native epoll, which is off by default.
 *   <li>{@code dubbo-tri}: Triple for a Java interface, as its documentation shows it: Hessian 2 within Protobuf over HTTP/2.
 *   <li>{@code payload} and the limits of Triple are 16 MiB instead of 8: room for the echo of 10 MiB.
 *   <li>QoS server and serialization checks are off. Two connections, and {@code direct} with Triple, showed no gain beyond the noise.
 * </ul>
 */
public final class DubboContender implements Contender {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    @Override
    public List<String> names() {
        return List.of("dubbo-hessian2", "dubbo-kryo", "dubbo-fastjson2", "dubbo-tuned", "dubbo-tuned-kryo", "dubbo-tuned-fastjson2", "dubbo-tri");
    }

    private static boolean tuned(String name) {
        return name.startsWith("dubbo-tuned");
    }

    private static boolean kryo(String name) {
        return name.endsWith("-kryo");
    }

    private static String protocol(String name) {
        return name.equals("dubbo-tri") ? "tri" : "dubbo";
    }

    private static String serialization(String name) {
        return kryo(name) ? "kryo" : name.endsWith("-fastjson2") ? "fastjson2" : "hessian2";
    }

    private static DubboBootstrap bootstrap(String name, String application) {
        if (tuned(name)) {
            System.setProperty("netty.epoll.enable", "true");
        }
        if (kryo(name)) {
            KryoClasses.register();
        }
        ApplicationConfig config = new ApplicationConfig(application);
        config.setQosEnable(false);
        config.setSerializeCheckStatus("DISABLE");
        config.setCheckSerializable(false);
        return DubboBootstrap.newInstance().application(config).registry(new RegistryConfig("N/A"));
    }

    private static TripleConfig triple() {
        TripleConfig triple = new TripleConfig();
        triple.setMaxBodySize(MAX_MESSAGE_BYTES);
        triple.setMaxResponseBodySize(MAX_MESSAGE_BYTES);
        triple.setMaxChunkSize(MAX_MESSAGE_BYTES);
        return triple;
    }

    @Override
    public void provide(String name, int port) {
        ProtocolConfig protocol = new ProtocolConfig(protocol(name), port);
        protocol.setHost("127.0.0.1");
        protocol.setPayload(MAX_MESSAGE_BYTES);
        protocol.setTriple(triple());
        protocol.setSerialization(serialization(name));
        if (tuned(name)) {
            protocol.setDispatcher("direct");
        }
        ServiceConfig<DubboUsers> users = new ServiceConfig<>();
        users.setInterface(DubboUsers.class);
        users.setRef(new LocalDubboUsers());
        bootstrap(name, "users").protocol(protocol).service(users).start();
    }

    @Override
    public Client connect(String name, int port) {
        String url = protocol(name) + "://127.0.0.1:" + port + "?serialization=" + serialization(name) + "&payload=" + MAX_MESSAGE_BYTES;
        ReferenceConfig<DubboUsers> reference = new ReferenceConfig<>();
        reference.setInterface(DubboUsers.class);
        reference.setUrl(url);
        reference.setTimeout(20_000);
        reference.setCheck(true);
        ProtocolConfig protocol = new ProtocolConfig(protocol(name));
        protocol.setTriple(triple());
        DubboBootstrap bootstrap = bootstrap(name, "load").protocol(protocol).reference(reference).start();
        return new Connected(bootstrap, reference.get());
    }

    private record Connected(DubboBootstrap bootstrap, DubboUsers sync) implements Client {

        @Override
        public AsyncUserService async() {
            return sync::existUserLater;
        }

        @Override
        public int maxEchoBytes() {
            return 10 << 20;
        }

        @Override
        public void close() {
            bootstrap.destroy();
        }
    }
}
