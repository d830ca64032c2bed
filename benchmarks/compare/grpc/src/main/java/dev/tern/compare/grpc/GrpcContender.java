package dev.tern.compare.grpc;

import dev.tern.compare.Contender;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Plaintext, one channel with one connection, blocking stubs; native epoll, which gRPC takes by itself where it finds it.
 *
 * <ul>
 *   <li>{@code grpc}: {@code directExecutor} on both sides, meant for services that never block, as this one, and documented as faster; and a flow-control window
 *       of 16 MiB, so that a message of 10 MiB never waits for credit. A window that is set switches its automatic tuning off.
 *   <li>{@code grpc-default}: the default executors, and the default window, 1 MiB that is tuned automatically.
 *   <li>Both take messages up to 16 MiB instead of 4: room for the echo of 10 MiB.
 *   <li>More channels are advised only where calls reach the limit of concurrent streams, which 32 threads do not. A blocking stub decodes its answer on the
 *       caller's thread.
 * </ul>
 */
public final class GrpcContender implements Contender {
    private static final int MAX_MESSAGE_BYTES = 16 << 20;
    private static final int WINDOW_BYTES = 16 << 20;

    @Override
    public List<String> names() {
        return List.of("grpc", "grpc-default");
    }

    private static boolean tuned(String name) {
        return name.equals("grpc");
    }

    @Override
    public void provide(String name, int port) throws Exception {
        NettyServerBuilder server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .addService(new GrpcUsers());
        if (tuned(name)) {
            server.directExecutor().flowControlWindow(WINDOW_BYTES);
        }
        server.build().start();
    }

    @Override
    public Client connect(String name, int port) {
        NettyChannelBuilder channel = NettyChannelBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE_BYTES);
        if (tuned(name)) {
            channel.directExecutor().flowControlWindow(WINDOW_BYTES);
        }
        return new GrpcClient(channel.build());
    }
}
