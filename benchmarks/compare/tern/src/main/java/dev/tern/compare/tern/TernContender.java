package dev.tern.compare.tern;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.time.Duration;
import java.util.List;

/**
 * Used as the README tells: generated stubs, fixed address, default settings, so that every call has a trace context and a deadline. "tern" runs
 * the implementation on the default executor; "tern-nonblocking" marks it {@code @NonBlocking} and takes asynchronous answers on the event loop.
 */
public final class TernContender implements Contender {
    @Override
    public List<String> names() {
        return List.of("tern", "tern-nonblocking");
    }

    private static boolean nonBlocking(String name) {
        return name.equals("tern-nonblocking");
    }

    @Override
    public void startServer(String name, int port) throws Exception {
        RpcServer.builder()
                .application("users")
                .host("127.0.0.1")
                .port(port)
                .provide(TernUsers.class, nonBlocking(name) ? new TernUsersImpl.OnLoop() : new TernUsersImpl())
                .start();
    }

    @Override
    public Client connect(String name, int port) throws Exception {
        RpcClient.Builder builder = RpcClient.builder().application("load").registry("static://127.0.0.1:" + port);
        if (nonBlocking(name)) {
            builder.callbackExecutor(Runnable::run);
        }
        RpcClient client = builder.build();
        TernUsers users = client.refer(TernUsers.class);
        TernUsersAsync async = client.refer(TernUsersAsync.class);
        client.awaitReady(TernUsers.class, Duration.ofSeconds(10));
        client.awaitReady(TernUsersAsync.class, Duration.ofSeconds(10));
        return new Client() {
            @Override
            public UserService sync() {
                return users;
            }

            @Override
            public AsyncUserService async() {
                return async::existUser;
            }

            @Override
            public boolean echo() {
                return true;
            }
        };
    }
}
