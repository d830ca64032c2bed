package dev.tern.compare.jupiter;

import java.util.List;
import org.jupiter.common.util.SystemPropertyUtil;
import org.jupiter.rpc.DefaultClient;
import org.jupiter.rpc.DefaultServer;
import org.jupiter.rpc.JClient;
import org.jupiter.rpc.JServer;
import org.jupiter.rpc.consumer.ProxyFactory;
import org.jupiter.transport.JConfig;
import org.jupiter.transport.JOption;
import org.jupiter.transport.UnresolvedAddress;
import org.jupiter.transport.UnresolvedSocketAddress;
import org.jupiter.transport.netty.JNettyTcpAcceptor;
import org.jupiter.transport.netty.JNettyTcpConnector;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;

/**
 * The settings of the well-known comparison: callerRuns on both sides, tracing and metrics off, one connection
 * per processor, native epoll, default serializer (protostuff).
 */
public final class JupiterContender implements Contender {
    @Override
    public List<String> names() {
        return List.of("jupiter");
    }

    private static void properties() {
        SystemPropertyUtil.setProperty("jupiter.tracing.needed", "false");
        SystemPropertyUtil.setProperty("jupiter.metric.needed", "false");
        SystemPropertyUtil.setProperty("jupiter.metric.csv.reporter", "false");
        SystemPropertyUtil.setProperty("jupiter.executor.factory.consumer.factory_name", "callerRuns");
        SystemPropertyUtil.setProperty("jupiter.executor.factory.provider.factory_name", "callerRuns");
        SystemPropertyUtil.setProperty("jupiter.executor.factory.affinity.thread", "true");
    }

    private static void buffers(JConfig config) {
        config.setOption(JOption.WRITE_BUFFER_HIGH_WATER_MARK, 2048 * 1024);
        config.setOption(JOption.WRITE_BUFFER_LOW_WATER_MARK, 1024 * 1024);
        config.setOption(JOption.SO_RCVBUF, 256 * 1024);
        config.setOption(JOption.SO_SNDBUF, 256 * 1024);
    }

    @Override
    public void startServer(String name, int port) throws Exception {
        properties();
        JServer server = new DefaultServer().withAcceptor(new JNettyTcpAcceptor(port, true));
        buffers(server.acceptor().configGroup().child());
        server.serviceRegistry().provider(new JupiterUsersImpl()).register();
        server.start(false);
    }

    @Override
    public Client connect(String name, int port) {
        properties();
        JClient client = new DefaultClient().withConnector(new JNettyTcpConnector(true));
        buffers(client.connector().config());
        UnresolvedAddress[] addresses = new UnresolvedAddress[Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = new UnresolvedSocketAddress("127.0.0.1", port);
            client.connector().connectionManager().manage(client.connector().connect(addresses[i]));
        }
        JupiterUsers users = ProxyFactory.factory(JupiterUsers.class).client(client)
                .timeoutMillis(20_000).addProviderAddress(addresses).newProxyInstance();
        long end = System.nanoTime() + 10_000_000_000L;
        while (true) { // the connections come up in the background
            try {
                users.existUser("a").join();
                break;
            } catch (RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                try {
                    Thread.sleep(50);
                } catch (InterruptedException i) {
                    throw new IllegalStateException(i);
                }
            }
        }
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
