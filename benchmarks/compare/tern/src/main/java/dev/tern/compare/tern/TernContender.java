package dev.tern.compare.tern;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.List;

/**
 * Used as the README tells: generated stubs, fixed address, default settings, so that every call has a trace context and a deadline of one second. One
 * connection.
 *
 * <ul>
 *   <li>{@code maxMessageBytes} is 16 MiB on both sides instead of 4: room for the echo of 10 MiB.
 *   <li>{@code tern} runs the implementation on the default executor.
 *   <li>{@code tern-nonblocking} marks it {@code @NonBlocking}, which is meant for implementations that never wait, as this one, and takes asynchronous answers
 *       on the event loop.
 * </ul>
 */
public final class TernContender implements Contender {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    @Override
    public List<String> names() {
        return List.of("tern", "tern-nonblocking");
    }

    private static boolean nonBlocking(String name) {
        return name.equals("tern-nonblocking");
    }

    @Override
    public void provide(String name, int port) throws Exception {
        RpcServer.builder()
                .application("users")
                .host("127.0.0.1")
                .port(port)
                .maxMessageBytes(MAX_MESSAGE_BYTES)
                .provide(TernUsers.class, nonBlocking(name) ? new LocalTernUsers.OnLoop() : new LocalTernUsers())
                .start();
    }

    @Override
    public Client connect(String name, int port) throws Exception {
        RpcClient.Builder builder = RpcClient.builder()
                .application("load")
                .registry("static://127.0.0.1:" + port)
                .maxMessageBytes(MAX_MESSAGE_BYTES);
        if (nonBlocking(name)) {
            builder.callbackExecutor(Runnable::run);
        }
        return new TernClient(builder.build());
    }

    private static final class TernClient implements Client {
        private final RpcClient client;
        private final TernUsers users;
        private TernUsersAsync async;

        TernClient(RpcClient client) throws Exception {
            this.client = client;
            users = client.refer(TernUsers.class);
            client.awaitReady(TernUsers.class, Duration.ofSeconds(10));
        }

        @Override
        public UserService sync() {
            return users;
        }

        @Override
        public synchronized AsyncUserService async() {
            if (async == null) {
                async = client.refer(TernUsersAsync.class);
            }
            return async::existUser;
        }

        @Override
        public int maxEchoBytes() {
            return 10 << 20;
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
