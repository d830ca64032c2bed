package dev.tern.compare.raw;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.List;

/**
 * What the others are compared with: Netty, native epoll and a protocol and serializers written by hand for this service, nothing pluggable. One connection, one
 * event loop on each side, on which the service runs.
 *
 * <ul>
 *   <li>{@code netty-raw}: a caller writes to the socket by itself while few calls are outstanding, else the event loop does.
 *   <li>{@code netty-raw-loop}, {@code netty-raw-direct}: always the event loop, always a caller.
 *   <li>{@code netty-raw-kryo}: with Kryo 5 and its own field serializers, classes registered, for users and pages: what a generic serializer costs.
 * </ul>
 *
 * Properties, for experiments: {@code raw.conns}, {@code raw.clientLoops}, {@code raw.serverLoops}; {@code raw.auto}, how many calls are few;
 * {@code raw.yield}, how often a caller yields before it parks.
 */
public final class RawContender implements Contender {
    private static final String PREFIX = "netty-raw-";

    @Override
    public List<String> names() {
        return List.of("netty-raw", PREFIX + "loop", PREFIX + "direct", PREFIX + "kryo");
    }

    @Override
    public void provide(String name, int port) throws Exception {
        kryo(name);
        RawServer.start(loops("raw.serverLoops"), port);
    }

    @Override
    public Client connect(String name, int port) throws Exception {
        kryo(name);
        RawClient.Mode mode = name.endsWith("-loop")
                ? RawClient.Mode.LOOP
                : name.endsWith("-direct") ? RawClient.Mode.DIRECT : RawClient.Mode.AUTO;
        EventLoopGroup loops = loops("raw.clientLoops");
        RawClient client = new RawClient(loops, port, Integer.getInteger("raw.conns", 1), mode);
        return new Connected(client, client.async(), loops);
    }

    private static void kryo(String name) {
        if (name.endsWith("-kryo")) {
            System.setProperty("raw.kryo", "true"); // before Bytes is loaded
        }
    }

    private static EventLoopGroup loops(String property) {
        return new MultiThreadIoEventLoopGroup(Integer.getInteger(property, 1), EpollIoHandler.newFactory());
    }

    static AdaptiveRecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(4096, 16384, 1 << 18);
    }

    private record Connected(UserService sync, AsyncUserService async, EventLoopGroup loops) implements Client {

        @Override
        public int maxEchoBytes() {
            return 10 << 20;
        }

        /** Closes the connections, too. */
        @Override
        public void close() {
            loops.shutdownGracefully();
        }
    }
}
