package dev.tern.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept for large messages, and for how long; a sweep is run by hand. */
class LargeArraysTest {

    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    private final Queue<Runnable> sweeps = new ArrayDeque<>();
    private final LargeArrays arrays = new LargeArrays(sweeps::add);

    @ParameterizedTest
    @CsvSource({
        "65537, 66560",
        "66560, 66560",
        "66561, 82944",
        "131072, 132096",
        "1048576, 1049600",
        "1049600, 1049600",
        "1049601, 1311744",
        "10485800, 10486784",
        "16778240, 16778240",
        "16778241, 16778241",
        "100000000, 100000000"
    })
    void take_newArray_isAtMostAQuarterTooLarge(int bytes, int length) {
        assertThat(arrays.take(bytes)).hasSize(length);
    }

    @Test
    void take_afterGive_isTheSameArray() {
        byte[] array = arrays.take(MIB);
        arrays.give(array);

        assertThat(arrays.keptBytes()).isEqualTo(array.length);
        assertThat(arrays.take(MIB)).isSameAs(array);
        assertThat(arrays.keptBytes()).isZero();
        assertThat(arrays.take(MIB)).isNotSameAs(array);
    }

    @Test
    void takeKept_largerOne_isTakenIfItIsNotMoreThanTwiceTheSize() {
        byte[] array = arrays.take(2 * MIB);
        arrays.give(array);

        assertThat(arrays.takeKept(2 * MIB + 2 * KIB)).isNull();
        assertThat(arrays.takeKept(700 * KIB)).isNull();
        assertThat(arrays.takeKept(MIB)).isSameAs(array);
    }

    @Test
    void give_beyondTheMost_isLeftToTheGarbageCollector() {
        List<byte[]> taken = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            taken.add(arrays.take(MIB));
        }
        taken.forEach(arrays::give);

        assertThat(arrays.keptBytes()).isGreaterThan(30 * MIB).isLessThanOrEqualTo(LargeArrays.MOST_KEPT_BYTES);
    }

    @Test
    void give_ofNoSizeThatIsKept_isLeftToTheGarbageCollector() {
        arrays.give(new byte[MIB]);
        arrays.give(new byte[17 * MIB]);
        arrays.give(new byte[100]);

        assertThat(arrays.keptBytes()).isZero();
        assertThat(sweeps).isEmpty();
    }

    @Test
    void sweep_arraysNotNeededSinceTheOneBefore_areDropped() {
        byte[] one = arrays.take(MIB);
        byte[] two = arrays.take(MIB);
        arrays.give(one);
        arrays.give(two);
        sweep();
        assertThat(arrays.keptBytes()).isEqualTo(2L * one.length);

        arrays.give(arrays.take(MIB));
        sweep();
        assertThat(arrays.keptBytes()).isEqualTo(one.length);

        sweep();
        assertThat(arrays.keptBytes()).isZero();
        assertThat(sweeps).isEmpty();
    }

    @Test
    void sweep_whileOneArrayIsUsedAgainAndAgain_keepsIt() {
        byte[] array = arrays.take(MIB);
        arrays.give(array);
        for (int i = 0; i < 5; i++) {
            assertThat(arrays.take(MIB)).isSameAs(array);
            arrays.give(array);
            sweep();
        }

        assertThat(arrays.keptBytes()).isEqualTo(array.length);
    }

    /** Where nothing can be run later any more, it is run at once. */
    @Test
    void sweep_thatIsRunAtOnce_keepsNothing() {
        LargeArrays ended = new LargeArrays(Runnable::run);
        ended.give(ended.take(MIB));

        assertThat(ended.keptBytes()).isZero();
    }

    private void sweep() {
        assertThat(sweeps).hasSize(1);
        sweeps.remove().run();
    }
}
