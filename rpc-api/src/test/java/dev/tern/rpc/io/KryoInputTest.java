package dev.tern.rpc.io;

import static dev.tern.rpc.io.Bodies.bytes;
import static dev.tern.rpc.io.Bodies.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.esotericsoftware.kryo.kryo5.io.Input;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a serializer of the user's can do with a body, which is all that Kryo's own class and {@code InputStream} offer. */
class KryoInputTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Why a method may stay as Kryo has it, and the methods. */
    private static final Map<String, List<String>> INHERITED = Map.of(
            "calls require before it reads at most nine bytes",
            List.of(
                    "readByte()",
                    "readByteUnsigned()",
                    "readBoolean()",
                    "readShort()",
                    "readShortUnsigned()",
                    "readChar()",
                    "readInt()",
                    "readInt(int)",
                    "readInt(boolean)",
                    "readVarInt(boolean)",
                    "readVarIntFlag()",
                    "readVarIntFlag(boolean)",
                    "readLong()",
                    "readLong(int)",
                    "readLong(boolean)",
                    "readVarLong(boolean)",
                    "readFloat()",
                    "readVarFloat(float,boolean)",
                    "readDouble()",
                    "readVarDouble(double,boolean)"),
            "looks at what optional allows, and only tells",
            List.of("canReadInt()", "canReadVarInt()", "canReadLong()", "canReadVarLong()", "read()"),
            "tells a number",
            List.of("position()", "limit()", "total()", "getVariableLengthEncoding()"),
            "ends with the body and the slice",
            List.of("setVariableLengthEncoding(boolean)"),
            "calls one that is not inherited",
            List.of("read(byte[])", "readBytes(byte[])"),
            "InputStream's: reads what there is, in pieces, by the methods above",
            List.of(
                    "readAllBytes()",
                    "readNBytes(int)",
                    "readNBytes(byte[],int,int)",
                    "skipNBytes(long)",
                    "transferTo(OutputStream)"),
            "InputStream's: does nothing",
            List.of("mark(int)", "markSupported()"));

    @Test
    void methodsOfKryo_areReplacedOrKnownToBeSafe() {
        assertThat(Inherited.methods(Input.class, RpcInput.class))
                .containsExactlyInAnyOrderElementsOf(
                        INHERITED.values().stream().flatMap(List::stream).toList());
    }

    /** Each method that reads a value, and how many bytes it needs of a body of ones with the high bit. */
    static Map<Integer, List<Consumer<RpcInput>>> readers() {
        return new TreeMap<>(Map.of(
                1,
                        List.of(
                                RpcInput::readByte,
                                RpcInput::readByteUnsigned,
                                RpcInput::readBoolean,
                                in -> in.skip(1),
                                RpcInput::readVarIntFlag,
                                in -> in.readInt(1)),
                2, List.of(RpcInput::readShort, RpcInput::readShortUnsigned, RpcInput::readChar, in -> in.skip(2L)),
                4, List.of(RpcInput::readInt, RpcInput::readFloat, in -> in.readInts(1), in -> in.readFloats(1)),
                5,
                        List.of(
                                in -> in.readVarInt(true),
                                in -> in.readInt(true),
                                in -> in.readVarFloat(1, false),
                                in -> in.readVarIntFlag(true),
                                in -> in.readInts(1, true),
                                in -> in.readLong(5)),
                8, List.of(RpcInput::readLong, RpcInput::readDouble, in -> in.readLongs(1), in -> in.readDoubles(1)),
                9,
                        List.of(
                                in -> in.readVarLong(true),
                                in -> in.readLong(false),
                                in -> in.readVarDouble(1, true),
                                in -> in.readLongs(1, false))));
    }

    @Test
    void values_cutShort_areRefused() {
        RpcInput in = new RpcInput(64, released -> {});
        Arrays.fill(in.array(), (byte) 0xff); // what lies behind the limit would do for each of them
        readers()
                .forEach((needed, readers) -> readers.forEach(reader -> {
                    for (int length = 0; length < needed; length++) {
                        in.refill(length);
                        assertThatThrownBy(() -> reader.accept(in)).isInstanceOf(DecodingException.class);
                        assertThat(in.position()).isLessThanOrEqualTo(length);
                    }
                    in.refill(needed);
                    reader.accept(in);
                    assertThat(in.position()).isLessThanOrEqualTo(needed);
                }));
    }

    /** Each method that takes a length. */
    static List<BiConsumer<RpcInput, Integer>> lengths() {
        byte[] room = new byte[16];
        return List.of(
                RpcInput::readBytes,
                (in, length) -> in.readBytes(room, 0, length),
                RpcInput::readInts,
                (in, length) -> in.readInts(length, true),
                RpcInput::readLongs,
                (in, length) -> in.readLongs(length, true),
                RpcInput::readFloats,
                RpcInput::readDoubles,
                RpcInput::readShorts,
                RpcInput::readChars,
                RpcInput::readBooleans,
                (in, length) -> in.skip(length.intValue()),
                (in, length) -> in.skip(length.longValue()),
                (in, length) -> string(in, length));
    }

    /** Reads a string that says it has that many characters. */
    private static void string(RpcInput in, int length) {
        byte[] head = write(out -> out.writeVarIntFlag(true, length == -1 ? -1 : length + 1, true));
        System.arraycopy(head, 0, in.array(), 0, head.length);
        in.readString();
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void lengths_thatTheRestCannotHold_areRefusedBeforeAnythingIsAllocated(BiConsumer<RpcInput, Integer> reader) {
        RpcInput in = new RpcInput(64, released -> {});
        for (int length : new int[] {-1, Integer.MIN_VALUE, 11, 1 << 28, 1 << 29, 1 << 30, Integer.MAX_VALUE - 1}) {
            in.refill(10);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> reader.accept(in, length)).isInstanceOf(DecodingException.class);
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        }
    }

    @Test
    void longSkip_beyondAnInt_isRefused() {
        assertThatThrownBy(() -> new RpcInput(bytes(1)).skip(1L << 32)).isInstanceOf(DecodingException.class);
        assertThatThrownBy(() -> new RpcInput(bytes(1)).skip(Long.MIN_VALUE)).isInstanceOf(DecodingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ascii",
                "0123456789012345678901234567890123456789",
                "\u00e4\u00f6",
                "\u4e2d\u6587 and more than thirty-two characters of it",
                "\ud83d\ude00",
                "\ud83d",
                "\0"
            })
    void strings_ofKryo_areRead(String text) {
        byte[] body = write(out -> out.writeString(text));
        assertThat(Bodies.read(RpcInput::readString, body)).isEqualTo(text);
        assertThat(Bodies.read(RpcInput::readStringBuilder, body)).hasToString(text);
        for (int length = 0; length < body.length; length++) {
            Bodies.assertRefused(RpcInput::readString, Arrays.copyOf(body, length));
        }
    }

    @Test
    void nullString_ofKryo_isRead() {
        byte[] body = write(out -> out.writeString(null));
        assertThat(new RpcInput(body).readString()).isNull();
        assertThat(new RpcInput(body).readStringBuilder()).isNull();
    }

    @Test
    void string_ofBadUtf8_isRefusedAndShowsNothingOfTheOneBefore() {
        RpcInput in = new RpcInput(64, released -> {});
        byte[] secret = write(out -> out.writeString("\u00e4 secret of the body before"));
        in.refill(secret.length);
        System.arraycopy(secret, 0, in.array(), 0, secret.length);
        assertThat(in.readString()).contains("secret");
        for (byte[] bad : List.of(
                bytes(0x80 | 3, 0xff, 'a'), // no lead byte
                bytes(0x80 | 3, 0x80, 'a'), // a continuation first
                bytes(0x80 | 3, 0xc3, 'a'), // no continuation
                bytes(0x80 | 2, 0xc0, 0x80), // too long
                bytes(0x80 | 2, 0xe0, 0x80, 0x80), // too long
                bytes(0x80 | 2, 0xf0, 0x9f, 0x98, 0x80))) { // four bytes, which Kryo never writes
            in.refill(bad.length);
            System.arraycopy(bad, 0, in.array(), 0, bad.length);
            assertThatThrownBy(in::readString)
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContaining("malformed UTF-8");
        }
    }

    @Test
    void asciiString_withoutEnd_isNotReadBeyondTheLimit() {
        RpcInput in = new RpcInput(64, released -> {});
        Arrays.fill(in.array(), (byte) 'a');
        in.array()[5] = (byte) 0xe1; // the last character of a string of six
        in.refill(5);
        assertThatThrownBy(in::readString).isInstanceOf(DecodingException.class);
    }

    @Test
    void stream_atTheEnd_tellsSo() {
        RpcInput in = new RpcInput(16, released -> {});
        Arrays.fill(in.array(), (byte) 1);
        in.refill(3);
        assertThat(in.available()).isEqualTo(3);
        assertThat(in.canReadInt()).isTrue();
        assertThat(in.canReadLong()).isTrue();
        assertThat(in.read(new byte[2])).isEqualTo(2);
        assertThat(in.end()).isFalse();
        assertThat(in.read(new byte[8], 0, 8)).isEqualTo(1);
        assertThat(in.end()).isTrue();
        assertThat(in.available()).isZero();
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[8], 0, 8)).isEqualTo(-1);
        assertThat(in.read(new byte[8], 0, 0)).isZero();
        assertThat(in.canReadVarInt()).isFalse();
        assertThat(in.canReadVarLong()).isFalse();
    }

    @Test
    void stream_readToItsEnd_givesTheBodyOnly() throws Exception {
        RpcInput in = new RpcInput(16, released -> {});
        in.refill(3);
        assertThat(in.readAllBytes()).hasSize(3);
        in.refill(3);
        assertThat(in.readNBytes(Integer.MAX_VALUE)).hasSize(3);
        in.refill(3);
        assertThat(in.readNBytes(new byte[8], 0, 8)).isEqualTo(3);
        in.refill(3);
        assertThatThrownBy(() -> in.skipNBytes(4)).isInstanceOf(DecodingException.class);
        assertThat(in.markSupported()).isFalse();
        in.close();
        assertThat(in.remaining()).isEqualTo(3);
    }

    @Test
    void bytesOfElsewhere_cannotBePutInItsPlace() {
        RpcInput in = new RpcInput(bytes(1, 2));
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> in.setBuffer(new byte[1]),
                () -> in.setBuffer(new byte[1], 0, 1),
                () -> in.setInputStream(new ByteArrayInputStream(new byte[1])),
                in::getInputStream,
                in::getBuffer,
                in::reset,
                () -> in.setTotal(0))) {
            assertThatThrownBy(call).isInstanceOf(UnsupportedOperationException.class);
        }
        assertThat(in.readByte()).isEqualTo((byte) 1);
    }

    @Test
    void positionAndLimit_inASlice_stayInIt() {
        RpcInput in = new RpcInput(bytes(9, 2, 7, 8, 9, 9));
        in.getByte();
        int whole = in.enterSlice();
        assertThat(in.limit()).isEqualTo(4);
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> in.setPosition(1), () -> in.setPosition(5), () -> in.setLimit(5), () -> in.setLimit(1))) {
            assertThatThrownBy(call).isInstanceOf(DecodingException.class);
        }
        in.readByte();
        in.setPosition(2);
        assertThat(in.readByte()).isEqualTo((byte) 7);
        assertThat(in.readByte()).isEqualTo((byte) 8);
        assertThatThrownBy(in::readByte).isInstanceOf(DecodingException.class);
        in.exitSlice(whole);
        assertThat(in.readShort()).isEqualTo((short) 0x0909);
    }

    @Test
    void limit_setBeforeThePosition_takesThePositionWithIt() {
        RpcInput in = new RpcInput(bytes(1, 2, 3, 4));
        in.skip(3);
        in.setLimit(1);
        assertThat(in.end()).isTrue();
        assertThat(in.available()).isZero();
        assertThat(in.read()).isEqualTo(-1);
        for (ThrowingCallable call : List.<ThrowingCallable>of(in::readByte, in::getByte, in::getLong, in::getText)) {
            assertThatThrownBy(call).isInstanceOf(DecodingException.class);
        }
        in.setPosition(0);
        assertThat(in.readByte()).isEqualTo((byte) 1);
        assertThat(in.end()).isTrue();
    }

    @Test
    void fixedLengthEncoding_endsWithTheSliceAndTheBody() {
        RpcInput in = new RpcInput(bytes(0, 0));
        int whole = in.enterSlice();
        in.setVariableLengthEncoding(false);
        in.exitSlice(whole);
        assertThat(in.getVariableLengthEncoding()).isTrue();
        in.setVariableLengthEncoding(false);
        in.refill(1);
        assertThat(in.getVariableLengthEncoding()).isTrue();
    }

    /** The public methods of a class that another leaves as they are: {@code readInt(boolean)}. */
    static final class Inherited {

        private Inherited() {}

        static TreeSet<String> methods(Class<?> of, Class<?> by) {
            TreeSet<String> inherited = new TreeSet<>();
            for (Method method : by.getMethods()) {
                Class<?> declaring = method.getDeclaringClass();
                if (declaring.isAssignableFrom(of) && declaring != Object.class && !isStatic(method)) {
                    inherited.add(signature(method));
                }
            }
            return inherited;
        }

        private static boolean isStatic(Method method) {
            return Modifier.isStatic(method.getModifiers());
        }

        private static String signature(Method method) {
            List<String> parameters = Arrays.stream(method.getParameterTypes())
                    .map(Class::getSimpleName)
                    .toList();
            return method.getName() + "(" + String.join(",", parameters) + ")";
        }
    }
}
