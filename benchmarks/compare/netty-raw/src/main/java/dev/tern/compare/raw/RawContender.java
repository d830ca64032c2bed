package dev.tern.compare.raw;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.List;
import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Contender;
import dev.tern.compare.UserService;

/** The practical limit: Netty + epoll + a hand-written protocol, nothing pluggable. */
public final class RawContender implements Contender {
    @Override
    public List<String> names() {
        return List.of("netty-raw", "netty-raw-loop", "netty-raw-direct", "netty-raw-auto", "netty-raw-kryo");
    }

    @Override
    public void startServer(String name, int port) throws Exception {
        kryo(name);
        RawServer.start(loops("raw.serverLoops"), port);
    }

    @Override
    public Client connect(String name, int port) throws Exception {
        kryo(name);
        String mode = name.equals("netty-raw") || name.endsWith("-kryo") ? System.getProperty("raw.mode", "auto") : name.substring(10);
        RawClient client = new RawClient(loops("raw.clientLoops"), port, Integer.getInteger("raw.conns", 1), mode);
        AsyncUserService async = client.async();
        return new Client() {
            @Override
            public UserService sync() {
                return client;
            }

            @Override
            public AsyncUserService async() {
                return async;
            }

            @Override
            public boolean echo() {
                return true;
            }
        };
    }

    private static void kryo(String name) {
        if (name.endsWith("-kryo")) {
            System.setProperty("raw.kryo", "true"); // before Buf is loaded
        }
    }

    private static EventLoopGroup loops(String property) {
        return new MultiThreadIoEventLoopGroup(Integer.getInteger(property, 1), EpollIoHandler.newFactory());
    }

    static AdaptiveRecvByteBufAllocator receiveBuffers() {
        return new AdaptiveRecvByteBufAllocator(4096, 16384, 1 << 18);
    }
}
