package dev.tern.compare.jupiter;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

/**
 * The settings that its author gave it in the comparison of Java RPC frameworks of 2018, and in the benchmark of its own sources.
 *
 * <ul>
 *   <li>{@code callerRuns} on both sides: requests run, and answers are decoded, on the event loops.
 *   <li>Tracing and metrics are off.
 *   <li>One connection for each processor, native epoll (the {@code true} of acceptor and connector), threads bound to processors.
 *   <li>Protostuff, its default serializer, and low-copy encoding, its default.
 *   <li>{@code max.body.size} is 16 MiB instead of 5: room for the echo of 10 MiB.
 * </ul>
 */
public final class JupiterContender implements Contender {
    private static final String HOST = "127.0.0.1";

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
        SystemPropertyUtil.setProperty("jupiter.io.decoder.max.body.size", Integer.toString(16 << 20));
    }

    private static void buffers(JConfig config) {
        config.setOption(JOption.WRITE_BUFFER_HIGH_WATER_MARK, 2048 * 1024);
        config.setOption(JOption.WRITE_BUFFER_LOW_WATER_MARK, 1024 * 1024);
        config.setOption(JOption.SO_RCVBUF, 256 * 1024);
        config.setOption(JOption.SO_SNDBUF, 256 * 1024);
    }

    @Override
    public void provide(String name, int port) throws Exception {
        properties();
        JServer server = new DefaultServer().withAcceptor(new JNettyTcpAcceptor(port, true));
        buffers(server.acceptor().configGroup().child());
        server.serviceRegistry().provider(new LocalJupiterUsers()).register();
        server.start(false);
    }

    @Override
    public Client connect(String name, int port) {
        properties();
        JClient client = new DefaultClient().withConnector(new JNettyTcpConnector(true));
        buffers(client.connector().config());
        UnresolvedAddress[] addresses = new UnresolvedAddress[Runtime.getRuntime().availableProcessors()];
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] = new UnresolvedSocketAddress(HOST, port);
            client.connector().connectionManager().manage(client.connector().connect(addresses[i]));
        }
        JupiterUsers users = ProxyFactory.factory(JupiterUsers.class)
                .client(client)
                .timeoutMillis(20_000)
                .addProviderAddress(addresses)
                .newProxyInstance();
        awaitConnected(users);
        return new JupiterClient(client, users);
    }

    /** The connections come up in the background. */
    private static void awaitConnected(JupiterUsers users) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try {
                users.existUser("a").join();
                return;
            } catch (RuntimeException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(500_000);
            }
        }
    }

    /** Its services answer with futures. */
    private record JupiterClient(JClient client, JupiterUsers users) implements Client, UserService {

        @Override
        public UserService sync() {
            return this;
        }

        @Override
        public AsyncUserService async() {
            return users::existUser;
        }

        @Override
        public int maxEchoBytes() {
            return 10 << 20;
        }

        @Override
        public void close() {
            client.shutdownGracefully();
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
            return users.echo(data).join();
        }
    }
}
