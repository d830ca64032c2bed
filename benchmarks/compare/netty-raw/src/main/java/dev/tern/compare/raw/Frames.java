package dev.tern.compare.raw;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Arrays;

/**
 * Splits the inbound byte stream into frames: int length, then that many bytes.
 * Everything readable is copied once into a byte array that is reused, and frames are handed out in place.
 */
abstract class Frames extends ChannelInboundHandlerAdapter {
    static final int MAX_FRAME = 64 << 20;

    private final Bytes in = new Bytes(1 << 16);

    /** One frame: {@code in.at} is at its first byte, {@code end} after its last. */
    abstract void frame(ChannelHandlerContext ctx, Bytes in, int end);

    /** All the frames of one read were handed out. */
    abstract void batchEnd(ChannelHandlerContext ctx);

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf chunk = (ByteBuf) msg;
        int n = chunk.readableBytes();
        in.need(n);
        chunk.readBytes(in.array, in.end, n);
        chunk.release();
        in.end += n;
        int start = 0;
        while (in.end - start >= 4) {
            int length = (int) Bytes.INT.get(in.array, start);
            if (length < 0 || length > MAX_FRAME) {
                ctx.close();
                return;
            }
            int end = start + 4 + length;
            if (end > in.end) {
                if (length + 4 > in.array.length) {
                    in.array = Arrays.copyOf(in.array, length + 4 + (1 << 16));
                }
                break;
            }
            in.at = start + 4;
            frame(ctx, in, end);
            start = end;
        }
        if (start > 0) {
            int left = in.end - start;
            if (left > 0) {
                System.arraycopy(in.array, start, in.array, 0, left);
            }
            in.end = left;
        }
        batchEnd(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        cause.printStackTrace();
        ctx.close();
    }
}
