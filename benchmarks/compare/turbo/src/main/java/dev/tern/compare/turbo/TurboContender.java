package dev.tern.compare.turbo;

import com.typesafe.config.ConfigFactory;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import java.util.List;
import java.util.Map;
import rpc.turbo.client.TurboClient;
import rpc.turbo.config.HostPort;
import rpc.turbo.config.server.ServerConfig;
import rpc.turbo.invoke.ServerInvokerFactory;
import rpc.turbo.server.TurboServer;

/**
 * The settings of its author's comparison and of the commented configuration in its sources; the service always runs on the event loop.
 *
 * <ul>
 *   <li>Four connections: one, the default, "will not perform too well".
 *   <li>{@code turbo-protostuff} has its default serializer, which the configuration calls the fast one; {@code turbo} has its Kryo, called the slow one there.
 *   <li>{@code maxRequestWait} is its default.
 *   <li>No echo: it cannot generate code for a parameter that is an array, and a frame has at most 2 MiB.
 * </ul>
 */
public final class TurboContender implements Contender {
    private static final String HOST = "127.0.0.1";
    private static final String GROUP = "shop";
    private static final String APPLICATION = "auth";

    @Override
    public List<String> names() {
        return List.of("turbo", "turbo-protostuff");
    }

    private static String serializer(String name) {
        return name.equals("turbo") ? "rpc.turbo.serialization.kryo.KryoSerializer" : "rpc.turbo.serialization.protostuff.ProtostuffSerializer";
    }

    @Override
    public void provide(String name, int port) throws Exception {
        ServerConfig config = new ServerConfig(GROUP, APPLICATION);
        config.setSerializer(serializer(name));
        ServerInvokerFactory invokers = new ServerInvokerFactory(GROUP, APPLICATION);
        invokers.register(Map.of(TurboUsers.class, new LocalTurboUsers()));
        new TurboServer(config, invokers).startRpcServer(new HostPort(HOST, port));
    }

    @Override
    public Client connect(String name, int port) throws Exception {
        System.setProperty("compare.turbo.port", Integer.toString(port)); // read by turbo-client.conf
        System.setProperty("compare.turbo.serializer", serializer(name));
        ConfigFactory.invalidateCaches();
        TurboClient client = new TurboClient("turbo-client.conf");
        client.register(TurboUsers.class);
        return new FutureClient(client, client.getService(TurboUsers.class));
    }

    /** Its services answer with futures. */
    private record FutureClient(TurboClient client, TurboUsers users) implements Client, UserService {

        @Override
        public UserService sync() {
            return this;
        }

        @Override
        public AsyncUserService async() {
            return users::existUser;
        }

        @Override
        public void close() throws Exception {
            client.close();
        }

        @Override
        public boolean existUser(String email) {
            return users.existUser(email).join();
        }

        @Override
        public boolean createUser(User user) {
            return users.createUser(user).join();
        }

        @Override
        public User getUser(long id) {
            return users.getUser(id).join();
        }

        @Override
        public Page<User> listUser(int pageNo) {
            return users.listUser(pageNo).join();
        }

        @Override
        public byte[] echo(byte[] data) {
            throw new UnsupportedOperationException("echo");
        }
    }
}
