package dev.tern.compare.raw;

import dev.tern.compare.LocalUserService;
import dev.tern.compare.UserService;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;

/** Decodes, invokes and encodes on the event loop; all the answers of one read leave in one write. */
final class RawServer {
    static final int EXIST = 1;
    static final int CREATE = 2;
    static final int GET = 3;
    static final int LIST = 4;
    static final int ECHO = 5;

    static void start(EventLoopGroup group, int port) throws InterruptedException {
        UserService service = new LocalUserService();
        new ServerBootstrap().group(group).channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, RawContender.receiveBuffers())
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel ch) {
                        ch.pipeline().addLast(new Handler(service));
                    }
                })
                .bind("127.0.0.1", port).sync();
    }

    private static final class Handler extends Frames {
        private final UserService service;
        private final Bytes out = new Bytes(1 << 16);

        Handler(UserService service) {
            this.service = service;
        }

        @Override
        void frame(ChannelHandlerContext ctx, Bytes in, int end) {
            int id = in.getInt();
            int op = in.array[in.at++];
            int at = out.end;
            out.putInt(0);
            out.putInt(id);
            switch (op) {
                case EXIST -> out.putByte(service.existUser(in.getString()) ? 1 : 0);
                case CREATE -> out.putByte(service.createUser(in.getUser()) ? 1 : 0);
                case GET -> out.putUser(service.getUser(in.getLong()));
                case LIST -> out.putPage(service.listUser(in.getInt()));
                case ECHO -> {
                    byte[] data = new byte[end - in.at];
                    System.arraycopy(in.array, in.at, data, 0, data.length);
                    byte[] result = service.echo(data);
                    Bytes.INT.set(out.array, at, 4 + result.length);
                    ByteBuf big = ctx.alloc().directBuffer(out.end + result.length);
                    big.writeBytes(out.array, 0, out.end).writeBytes(result);
                    out.end = 0;
                    ctx.write(big, ctx.voidPromise());
                    return;
                }
                default -> throw new IllegalArgumentException("op " + op);
            }
            Bytes.INT.set(out.array, at, out.end - at - 4);
        }

        @Override
        void batchEnd(ChannelHandlerContext ctx) {
            if (out.end > 0) {
                ByteBuf b = ctx.alloc().directBuffer(out.end);
                b.writeBytes(out.array, 0, out.end);
                out.end = 0;
                ctx.write(b, ctx.voidPromise());
            }
            ctx.flush();
        }
    }
}
