package dev.tern.compare.turbo;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Map;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import rpc.turbo.client.TurboClient;
import rpc.turbo.config.HostPort;
import rpc.turbo.config.server.ServerConfig;
import rpc.turbo.invoke.ServerInvokerFactory;
import rpc.turbo.server.TurboServer;

/** The settings of its author's comparison: kryo, 4 connections per server, the service runs on the event loop. */
public final class TurboContender implements Contender {
    @Override
    public List<String> names() {
        return List.of("turbo");
    }

    @Override
    public void startServer(String name, int port) throws Exception {
        ServerConfig config = new ServerConfig("shop", "auth");
        config.setSerializer("rpc.turbo.serialization.kryo.KryoSerializer");
        ServerInvokerFactory invokers = new ServerInvokerFactory("shop", "auth");
        invokers.register(Map.of(TurboUsers.class, new TurboUsersImpl()));
        new TurboServer(config, invokers).startRpcServer(new HostPort("127.0.0.1", port));
    }

    @Override
    public Client connect(String name, int port) throws Exception {
        System.setProperty("turbo.port", Integer.toString(port));
        ConfigFactory.invalidateCaches();
        TurboClient client = new TurboClient("turbo-client.conf");
        client.register(TurboUsers.class);
        TurboUsers users = client.getService(TurboUsers.class);
        UserService sync = new UserService() {
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
                throw new UnsupportedOperationException();
            }
        };
        return new Client() {
            @Override
            public UserService sync() {
                return sync;
            }

            @Override
            public AsyncUserService async() {
                return users::existUser;
            }
        };
    }
}
