package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarintTest {

    private static final int ROUNDS = 20_000;

    @Test
    void longs_ofEachLength_areWrittenAsByteByByteAndRead() {
        Random random = new Random(1);
        for (int i = 0; i < ROUNDS; i++) {
            long value = random.nextLong() >>> i % 64;
            byte[] body = write(out -> {
                out.reserve(RpcOutput.MAX_LONG);
                out.putLong(value);
            });
            assertThat(body).isEqualTo(reference(value << 1 ^ value >> 63));
            assertThat(Bodies.read(RpcInput::getLong, body)).isEqualTo(value);
            assertThat(new RpcInput(withTail(body)).getLong()).isEqualTo(value);
        }
    }

    @Test
    void ints_ofEachLength_areWrittenAsByteByByteAndRead() {
        Random random = new Random(2);
        for (int i = 0; i < ROUNDS; i++) {
            int value = random.nextInt() >>> i % 32;
            byte[] body = write(out -> {
                out.reserve(RpcOutput.MAX_INT);
                out.putUnsigned(value);
            });
            assertThat(body).isEqualTo(reference(value & 0xffffffffL));
            assertThat(Bodies.read(RpcInput::getUnsigned, body)).isEqualTo(value);
            assertThat(new RpcInput(withTail(body)).getUnsigned()).isEqualTo(value);
        }
    }

    @Test
    void varint_ofTooManyBits_isRefusedWhereMoreBytesFollowToo() {
        Bodies.assertRefused(RpcInput::getUnsigned, withTail(Bodies.bytes(0xff, 0xff, 0xff, 0xff, 0x1f)));
        Bodies.assertRefused(RpcInput::getUnsigned, withTail(Bodies.bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0)));
        byte[] eleven = Bodies.bytes(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0);
        Bodies.assertRefused(RpcInput::getLong, withTail(eleven));
    }

    private static byte[] reference(long value) {
        byte[] bytes = new byte[RpcOutput.MAX_LONG];
        int length = 0;
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return Arrays.copyOf(bytes, length);
    }

    /** With bytes behind that are all ones, so that one taken for a part of the varint would show. */
    private static byte[] withTail(byte[] body) {
        byte[] longer = Arrays.copyOf(body, body.length + 8);
        Arrays.fill(longer, body.length, longer.length, (byte) 0x7f);
        return longer;
    }
}
