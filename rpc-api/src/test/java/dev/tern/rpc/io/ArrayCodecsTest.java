package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.assertRefused;
import static dev.tern.rpc.io.Bodies.assertRoundTrip;
import static dev.tern.rpc.io.Bodies.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ArrayCodecsTest {

    @Test
    void arrays_ofEachPrimitive_areRead() {
        assertRoundTrip(new boolean[] {true, false}, ArrayCodecs::writeBooleans, ArrayCodecs::readBooleans);
        assertRoundTrip(
                new short[] {0, Short.MIN_VALUE, Short.MAX_VALUE}, ArrayCodecs::writeShorts, ArrayCodecs::readShorts);
        assertRoundTrip(new char[] {'a', '\uffff'}, ArrayCodecs::writeChars, ArrayCodecs::readChars);
        assertRoundTrip(
                new int[] {0, Integer.MIN_VALUE, Integer.MAX_VALUE}, ArrayCodecs::writeInts, ArrayCodecs::readInts);
        assertRoundTrip(
                new long[] {0, Long.MIN_VALUE, Long.MAX_VALUE}, ArrayCodecs::writeLongs, ArrayCodecs::readLongs);
        assertRoundTrip(new float[] {0, Float.NaN}, ArrayCodecs::writeFloats, ArrayCodecs::readFloats);
        assertRoundTrip(new double[] {0, -0d, Double.NaN}, ArrayCodecs::writeDoubles, ArrayCodecs::readDoubles);
        assertRoundTrip(new int[0], ArrayCodecs::writeInts, ArrayCodecs::readInts);
    }

    @Test
    void array_ofManySmallValuesNearTheLimit_isNotTakenForOneOverIt() {
        long[] values = new long[900];
        RpcOutput out = new RpcOutput(16, 1_000);
        ArrayCodecs.writeLongs(out, values);
        out.end();
        assertThat(out.isOverLimit()).isFalse();
        assertThat(Bodies.read(ArrayCodecs::readLongs, Arrays.copyOf(out.array(), (int) out.size())))
                .isEqualTo(values);
    }

    @Test
    void count_thatTheRestCannotHold_isRefused() {
        assertRefused(ArrayCodecs::readDoubles, bytes(1, 0, 0, 0, 0, 0, 0, 0));
        assertRefused(ArrayCodecs::readShorts, bytes(2, 0, 0, 0));
        assertRefused(ArrayCodecs::readInts, bytes(0xff, 0xff, 0xff, 0xff, 0x07));
    }
}
