package dev.tern.compare.raw;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import dev.tern.compare.UserService;
import dev.tern.compare.UserServiceImpl;

/** Decodes, invokes and encodes on the event loop; all the answers of one read leave in one write. */
final class RawServer {
    static final int EXIST = 1;
    static final int CREATE = 2;
    static final int GET = 3;
    static final int LIST = 4;
    static final int ECHO = 5;

    static void start(EventLoopGroup group, int port) throws InterruptedException {
        UserService service = new UserServiceImpl();
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
        private final Buf out = new Buf(1 << 16);

        Handler(UserService service) {
            this.service = service;
        }

        @Override
        void frame(ChannelHandlerContext ctx, Buf in, int end) {
            int id = in.getInt();
            int op = in.a[in.r++];
            int at = out.w;
            out.putInt(0);
            out.putInt(id);
            switch (op) {
                case EXIST -> out.putByte(service.existUser(in.getString()) ? 1 : 0);
                case CREATE -> out.putByte(service.createUser(in.getUser()) ? 1 : 0);
                case GET -> out.putUser(service.getUser(in.getLong()));
                case LIST -> out.putPage(service.listUser(in.getInt()));
                case ECHO -> {
                    byte[] data = new byte[end - in.r];
                    System.arraycopy(in.a, in.r, data, 0, data.length);
                    byte[] result = service.echo(data);
                    Buf.INT.set(out.a, at, 4 + result.length);
                    ByteBuf big = ctx.alloc().directBuffer(out.w + result.length);
                    big.writeBytes(out.a, 0, out.w).writeBytes(result);
                    out.w = 0;
                    ctx.write(big, ctx.voidPromise());
                    return;
                }
                default -> throw new IllegalArgumentException("op " + op);
            }
            Buf.INT.set(out.a, at, out.w - at - 4);
        }

        @Override
        void batchEnd(ChannelHandlerContext ctx) {
            if (out.w > 0) {
                ByteBuf b = ctx.alloc().directBuffer(out.w);
                b.writeBytes(out.a, 0, out.w);
                out.w = 0;
                ctx.write(b, ctx.voidPromise());
            }
            ctx.flush();
        }
    }
}
