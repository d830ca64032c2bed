package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ContractFrame;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameDecoder;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.PackedContract;
import dev.tern.rpc.wire.PartFrame;
import dev.tern.rpc.wire.ProtocolException;
import dev.tern.rpc.wire.RequestHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/** Bytes of a connection: its frames with all their headers, received in pieces. Bytes that are none end the connection and do nothing else. */
class FrameFuzzTest {

    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final int WINDOW_BYTES = 64;

    /** The first byte is how large the pieces are; the connection begins behind it. */
    @FuzzTest
    void bytes_ofAConnection_areFramesOrEndIt(byte[] data) {
        if (data.length > 1) {
            receive(data, 1, 1 + (data[0] & 0xff));
            receive(data, 1, data.length);
        }
    }

    private static void receive(byte[] data, int start, int piece) {
        Frames frames = new Frames();
        FrameDecoder decoder = new FrameDecoder(frames::input, MAX_FRAME_BYTES, WINDOW_BYTES, frames);
        try {
            for (int at = start; at < data.length; at += piece) {
                ByteBuf bytes = Unpooled.wrappedBuffer(data, at, Math.min(piece, data.length - at));
                decoder.decode(bytes);
                assertThat(bytes.isReadable()).isFalse();
                assertThat(bytes.release()).isTrue();
            }
        } catch (ProtocolException | DecodingException e) {
            assertThat(e.getMessage()).isNotEmpty();
        } finally {
            decoder.close();
        }
        assertThat(frames.taken).as("inputs that were not given back").isEqualTo(frames.free.size());
        assertThat(frames.bytes).as("room for frames").isLessThanOrEqualTo(16 * 1024 + 2L * data.length);
    }

    /** Reads each frame as the connections do, into inputs that are used again. */
    private static final class Frames implements FrameDecoder.FrameListener {

        private final ArrayDeque<RpcInput> free = new ArrayDeque<>();
        private final RequestHeader request = new RequestHeader(FrameLayout.MAX_TAIL_BYTES);
        private int taken;
        private long bytes;

        RpcInput input() {
            RpcInput input = free.poll();
            if (input == null) {
                taken++;
                input = new RpcInput(0, free::push);
            }
            return input;
        }

        @Override
        public void frame(FrameType type, int flags, RpcInput in) {
            bytes = Math.max(bytes, in.array().length);
            try {
                read(type, flags, in);
            } finally {
                in.release();
            }
        }

        @Override
        public boolean begins(FrameType type, int flags, RpcInput in) {
            int limit = in.limit();
            if (type == FrameType.REQUEST) {
                request.readHead(in, flags);
            }
            assertThat(in.limit()).isEqualTo(limit);
            return (flags & FrameLayout.ONE_WAY) == 0; // some are refused
        }

        @Override
        public void credit(int id, int bytes) {
            assertThat(bytes).isGreaterThanOrEqualTo(WINDOW_BYTES / 2);
        }

        private void read(FrameType type, int flags, RpcInput in) {
            switch (type) {
                case HELLO ->
                    assertThat(Hello.read(in).maxFrameBytes()).isGreaterThanOrEqualTo(FrameLayout.MIN_FRAME_LIMIT);
                case BIND, BOUND -> bind(BindFrame.read(in));
                case CONTRACT -> unpack(ContractFrame.read(in).contract());
                case REQUEST -> request(flags, in);
                case RESPONSE -> response(flags, in);
                case ERROR -> error(flags, in);
                case CANCEL, GOAWAY -> in.getFixedInt();
                case PING, PONG -> in.getFixedLong();
                case CREDIT -> {
                    in.getFixedInt();
                    assertThat(PartFrame.readCredit(in)).isPositive();
                }
                default -> throw new AssertionError(type + " is not read by this test");
            }
            assertThat(in.position()).isLessThanOrEqualTo(in.limit());
        }

        private static void bind(BindFrame bind) {
            assertThat(bind.message()).isNotNull();
            assertThat(bind.known()).isNotNull();
            if (bind.contract() != null) {
                unpack(bind.contract());
            }
        }

        private static void unpack(PackedContract packed) {
            try {
                packed.unpack(0);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }

        private void request(int flags, RpcInput in) {
            int end = in.limit();
            request.read(in, flags);
            assertThat(request.trace()).isNotNull();
            assertThat(in.limit()).isLessThanOrEqualTo(end);
            assertThat(request.remainingMicros()).isNotNegative();
        }

        private static void response(int flags, RpcInput in) {
            in.getFixedInt();
            if ((flags & FrameLayout.TAIL) != 0) {
                assertThat(FrameLayout.dropTail(in, FrameLayout.MAX_TAIL_BYTES))
                        .isBetween(0, FrameLayout.MAX_TAIL_BYTES);
            }
        }

        private static void error(int flags, RpcInput in) {
            in.getFixedInt();
            if ((flags & FrameLayout.DECLARED) != 0) {
                in.getUnsigned();
            } else {
                assertThat(ErrorFrame.read(in, flags, "x").status()).isNotNull();
            }
        }
    }
}
