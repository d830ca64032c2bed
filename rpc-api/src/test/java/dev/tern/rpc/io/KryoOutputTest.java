package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a serializer of the user's can do with a message under construction. */
class KryoOutputTest {

    /** Why a method may stay as Kryo has it, and the methods. */
    private static final Map<String, List<String>> INHERITED = Map.of(
            "calls require before it writes",
            List.of(
                    "write(int)",
                    "write(byte[])",
                    "write(byte[],int,int)",
                    "writeByte(byte)",
                    "writeByte(int)",
                    "writeBytes(byte[])",
                    "writeBytes(byte[],int,int)",
                    "writeBoolean(boolean)",
                    "writeShort(int)",
                    "writeChar(char)",
                    "writeInt(int)",
                    "writeInt(int,int)",
                    "writeInt(int,boolean)",
                    "writeVarInt(int,boolean)",
                    "writeVarIntFlag(boolean,int,boolean)",
                    "writeLong(long)",
                    "writeLong(long,int)",
                    "writeLong(long,boolean)",
                    "writeVarLong(long,boolean)",
                    "writeFloat(float)",
                    "writeVarFloat(float,float,boolean)",
                    "writeDouble(double)",
                    "writeVarDouble(double,double,boolean)",
                    "writeString(String)",
                    "writeAscii(String)",
                    "writeInts(int[],int,int)",
                    "writeInts(int[],int,int,boolean)",
                    "writeLongs(long[],int,int)",
                    "writeLongs(long[],int,int,boolean)",
                    "writeFloats(float[],int,int)",
                    "writeDoubles(double[],int,int)",
                    "writeShorts(short[],int,int)",
                    "writeChars(char[],int,int)",
                    "writeBooleans(boolean[],int,int)"),
            "tells a number",
            List.of(
                    "position()",
                    "total()",
                    "getMaxCapacity()",
                    "getVariableLengthEncoding()",
                    "intLength(int,boolean)",
                    "longLength(int,boolean)"),
            "ends with the message and the slice",
            List.of("setVariableLengthEncoding(boolean)"));

    @Test
    void methodsOfKryo_areReplacedOrKnownToBeSafe() {
        assertThat(KryoInputTest.Inherited.methods(Output.class, RpcOutput.class))
                .containsExactlyInAnyOrderElementsOf(
                        INHERITED.values().stream().flatMap(List::stream).toList());
    }

    private static void writeAll(Output out) {
        out.write(1);
        out.writeBytes(new byte[] {1, 2, 3});
        out.writeBoolean(true);
        out.writeShort(-2);
        out.writeChar('\uffff');
        out.writeInt(Integer.MIN_VALUE);
        out.writeInt(77, true);
        out.writeVarIntFlag(true, 1 << 20, false);
        out.writeLong(Long.MAX_VALUE);
        out.writeVarLong(-1, true);
        out.writeFloat(1.5f);
        out.writeVarDouble(2.5, 10, true);
        out.writeString("ascii");
        out.writeString("0123456789".repeat(50));
        out.writeString("\u4e2d\u6587".repeat(50));
        out.writeAscii("plain");
        out.writeInts(new int[] {1, 2, 300_000}, 0, 3, true);
        out.writeLongs(new long[] {1, 2, 3}, 0, 3);
        out.writeFloats(new float[] {1, 2}, 0, 2);
        out.writeDoubles(new double[] {1, 2}, 0, 2);
        out.writeShorts(new short[] {1, 2}, 0, 2);
        out.writeChars(new char[] {'a', 'b'}, 0, 2);
        out.writeBooleans(new boolean[] {true, false}, 0, 2);
    }

    @Test
    void values_writtenByKryosMethods_areThoseThatKryoWrites() {
        Output reference = new Output(64, -1);
        writeAll(reference);
        for (int initial : new int[] {0, 1, 7, 64, 4096}) {
            RpcOutput out = new RpcOutput(initial, 1 << 20);
            writeAll(out);
            out.end();
            assertThat(Arrays.copyOf(out.array(), (int) out.size())).isEqualTo(reference.toBytes());
        }
    }

    @Test
    void values_writtenByKryosMethodsBeyondTheLimit_areCountedButNotKept() {
        RpcOutput out = new RpcOutput(64, 1_000);
        Consumer<Output> writer = KryoOutputTest::writeAll;
        for (int i = 0; i < 1_000; i++) {
            writer.accept(out);
        }
        out.end();
        assertThat(out.isOverLimit()).isTrue();
        assertThat(out.array().length).isLessThan(20_000);
    }

    @Test
    void bytesOfOthers_cannotBeReached() {
        RpcOutput out = new RpcOutput(16, 100);
        out.putText("a");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> out.setBuffer(new byte[1]),
                () -> out.setBuffer(new byte[1], 1),
                () -> out.setOutputStream(new ByteArrayOutputStream()),
                () -> out.setPosition(0),
                out::getOutputStream,
                out::getBuffer,
                out::toBytes,
                out::reset)) {
            assertThatThrownBy(call).isInstanceOf(UnsupportedOperationException.class);
        }
        out.flush();
        out.close();
        assertThat(out.size()).isEqualTo(2);
    }
}
