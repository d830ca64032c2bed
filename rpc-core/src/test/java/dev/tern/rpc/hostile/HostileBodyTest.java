package dev.tern.rpc.hostile;

import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcOutput;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bodies that say more than they hold: they are refused with a {@link DecodingException}, before more is allocated than their bytes justify. */
class HostileBodyTest {

    private static final List<Body> BODIES = Body.of(Body.service(Small.class));
    private static final HexFormat HEX = HexFormat.of();

    /** Lengths, counts, ranks and headers beyond anything: each is also all that follows it. */
    private static final List<byte[]> NUMBERS = List.of(
            HEX.parseHex("ffffffff0f"), // 2^32-1
            HEX.parseHex("feffffff0f"), // 2^32-2: 2^31-1 references, none null
            HEX.parseHex("ffffffff07"), // 2^31-1
            HEX.parseHex("fcffffff07"), // a text of 2^29-1 bytes, Latin-1
            HEX.parseHex("80897a"), // 1,000,064: 1,000,064 primitives or 500,032 references
            HEX.parseHex("ff01"), // 255
            HEX.parseHex("ffffffffffffffffff01"), // 2^64-1
            HEX.parseHex("ffffffffffffffffffff"), // no number
            HEX.parseHex("7f"));

    /** What may stand behind it. */
    private static final List<Integer> FILLINGS = List.of(0, 1, 2, 0xff);

    @ParameterizedTest
    @MethodSource("dev.tern.rpc.hostile.Sample#all")
    void hugeNumber_atAnyPlace_allocatesNoMoreThanTheBytesJustify(Sample sample) {
        byte[] valid = sample.bytes();
        sample.body().read(valid);
        attempt(sample.body(), new byte[0]);
        for (int at = 0; at <= valid.length; at++) {
            for (byte[] number : NUMBERS) {
                attempt(sample.body(), concat(Arrays.copyOf(valid, at), number));
                attempt(sample.body(), concat(Arrays.copyOf(valid, at), number, rest(valid, at + 1)));
                for (int filling : FILLINGS) {
                    attempt(sample.body(), concat(Arrays.copyOf(valid, at), number, filling(filling, 500)));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.tern.rpc.hostile.Sample#all")
    void everyBody_readAsEveryOther_isAValueOrRefused(Sample sample) {
        byte[] bytes = sample.bytes();
        for (Sample other : Sample.all()) {
            attempt(other.body(), bytes);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.tern.rpc.hostile.Sample#all")
    void everyByte_changedToEveryOther_isAValueOrRefused(Sample sample) {
        byte[] valid = sample.bytes();
        for (int at = 0; at < valid.length; at++) {
            for (int value = 0; value < 256; value++) {
                byte[] changed = valid.clone();
                changed[at] = (byte) value;
                attempt(sample.body(), changed);
            }
        }
    }

    /** How much larger a {@link java.util.LinkedHashMap}, and what is made of one, is in releases of Java after 17. */
    private static final int LARGER_MAPS = Runtime.version().feature() > 17 ? 8 : 0;

    /** The most memory for the fewest bytes: very many of the smallest values of each type, and then something wrong. */
    @ParameterizedTest
    @MethodSource
    void manySmallValues_beforeSomethingWrong_allocateNoMoreThanTheBytesJustify(String method, String value) {
        byte[] one = HEX.parseHex(value.replace(" ", ""));
        int count = 100_000 / one.length;
        Body body = BODIES.stream()
                .filter(candidate -> candidate.name().equals(method + " result"))
                .findFirst()
                .orElseThrow();
        byte[] all = new byte[count * one.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = one[i % one.length];
        }
        // a set takes 68 bytes and more, one on the wire: the one exception
        attempt(
                body,
                concat(new byte[] {1}, varint(count << 1), all, new byte[] {0}),
                (method.contains("Sets") ? 80 : 64) + LARGER_MAPS);
    }

    static List<Arguments> manySmallValues_beforeSomethingWrong_allocateNoMoreThanTheBytesJustify() {
        return List.of(
                Arguments.of("smallTexts", "00"),
                Arguments.of("smallTexts", "04 61"),
                Arguments.of("smallTexts", "05 61"),
                Arguments.of("smallTexts", "0e efbfbd"),
                Arguments.of("smallLists", "00"),
                Arguments.of("smallSets", "00"),
                Arguments.of("smallSets", "02 00"),
                Arguments.of("smallSortedSets", "00"),
                Arguments.of("smallDeques", "00"),
                Arguments.of("smallMaps", "00"),
                Arguments.of("smallMaps", "02 00 00"),
                Arguments.of("smallSortedMaps", "00"),
                Arguments.of("smallArrays", "00"),
                Arguments.of("smallUris", "00"),
                Arguments.of("smallUris", "04 61"),
                Arguments.of("smallUris", "08 6161"),
                Arguments.of("smallBuffers", "00"),
                Arguments.of("smallDecimals", "00 01 00"),
                Arguments.of("smallDecimals", "00 01 05"),
                Arguments.of("smallIntegers", "01 00"),
                Arguments.of("smallIntegers", "01 7f"),
                Arguments.of("smallZoned", "42 00 00 04 5a"),
                Arguments.of("smallOptionals", "00"),
                Arguments.of("smallOptionals", "01 00"),
                Arguments.of("smallEights", "00"),
                Arguments.of("smallEights", "ff 00 00 00 00 00 00 00 00"),
                Arguments.of("smallOnes", "00"),
                Arguments.of("smallOnes", "01 00"));
    }

    private static byte[] varint(int value) {
        RpcOutput out = new RpcOutput(8, 8);
        out.putCount(value);
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    /** Reads a body, which must be a value or refused; within the bound either way. */
    static void attempt(Body body, byte[] bytes) {
        attempt(body, bytes, 64);
    }

    static void attempt(Body body, byte[] bytes, int factor) {
        long bound = 64 * 1024 + (long) factor * bytes.length;
        long allocated = Long.MAX_VALUE;
        for (int i = 0; i < 3 && allocated > bound; i++) { // the first time classes may be loaded too
            long before = Allocation.ofThisThread();
            read(body, bytes);
            allocated = Allocation.ofThisThread() - before;
        }
        if (allocated > bound) {
            throw new AssertionError(body + " of " + shown(bytes) + ": " + allocated
                    + " bytes allocated (expected: at most " + bound + ")");
        }
    }

    private static void read(Body body, byte[] bytes) {
        try {
            body.read(bytes);
        } catch (DecodingException e) {
            // as it should be
        } catch (IllegalArgumentException e) {
            if (!e.getMessage().startsWith("from: ")) { // of the record that validates
                throw new AssertionError(body + " of " + shown(bytes), e);
            }
        } catch (RuntimeException | Error e) {
            throw new AssertionError(body + " of " + shown(bytes), e);
        }
    }

    private static String shown(byte[] bytes) {
        return bytes.length + " bytes " + HEX.formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, 200)));
    }

    private static byte[] rest(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
    }

    static byte[] filling(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
