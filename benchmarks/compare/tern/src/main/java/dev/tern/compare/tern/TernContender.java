package dev.tern.compare.tern;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Used as the README tells: generated stubs, fixed address, default settings, so that every call has a trace context and a deadline of one second. One
 * connection.
 *
 * <ul>
 *   <li>{@code maxMessageBytes} is 16 MiB on both sides instead of 4: room for the echo of 10 MiB.
 *   <li>{@code tern} runs the implementation on the default executor.
 *   <li>{@code tern-nonblocking} marks it {@code @NonBlocking}, which is meant for implementations that never wait, as this one, and takes asynchronous answers
 *       on the event loop.
 *   <li>{@code tern-guarded} and {@code tern-nonblocking-guarded} are the same with retries and a circuit breaker on every method.
 * </ul>
 */
public final class TernContender implements Contender {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;

    @Override
    public List<String> names() {
        return List.of("tern", "tern-nonblocking", "tern-guarded", "tern-nonblocking-guarded");
    }

    private static boolean nonBlocking(String name) {
        return name.startsWith("tern-nonblocking");
    }

    private static boolean guarded(String name) {
        return name.endsWith("-guarded");
    }

    @Override
    public void provide(String name, int port) throws Exception {
        LocalTernUsers users = nonBlocking(name) ? new LocalTernUsers.OnLoop() : new LocalTernUsers();
        RpcServer.Builder builder = RpcServer.builder()
                .application("users")
                .host("127.0.0.1")
                .port(port)
                .maxMessageBytes(MAX_MESSAGE_BYTES);
        if (guarded(name)) {
            builder.provide(GuardedTernUsers.class, users);
        } else {
            builder.provide(TernUsers.class, users);
        }
        builder.start();
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
        return guarded(name)
                ? new TernClient<>(builder.build(), GuardedTernUsers.class, GuardedTernUsersAsync.class, calls -> calls::existUser)
                : new TernClient<>(builder.build(), TernUsers.class, TernUsersAsync.class, calls -> calls::existUser);
    }

    private static final class TernClient<A> implements Client {
        private final RpcClient client;
        private final UserService users;
        private final Class<A> twin;
        private final Function<A, AsyncUserService> asynchronously;
        private AsyncUserService async;

        TernClient(RpcClient client, Class<? extends UserService> contract, Class<A> twin, Function<A, AsyncUserService> asynchronously)
                throws Exception {
            this.client = client;
            this.twin = twin;
            this.asynchronously = asynchronously;
            users = client.refer(contract);
            client.awaitReady(contract, Duration.ofSeconds(10));
        }

        @Override
        public UserService sync() {
            return users;
        }

        @Override
        public synchronized AsyncUserService async() {
            if (async == null) {
                async = asynchronously.apply(client.refer(twin));
            }
            return async;
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
