package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Inputs and outputs take the arrays of large messages from their source and give them back once. */
class ArraySourceTest {

    private static final int LARGE = 200_000;

    private final Kept source = new Kept();

    private static final class Kept implements ArraySource {

        final List<byte[]> taken = new ArrayList<>();
        final List<byte[]> given = new ArrayList<>();
        byte @Nullable [] kept;

        @Override
        public byte[] take(int bytes) {
            byte[] array = new byte[bytes + 100];
            taken.add(array);
            return array;
        }

        @Override
        public byte @Nullable [] takeKept(int bytes) {
            byte[] array = kept;
            kept = null;
            if (array != null) {
                taken.add(array);
            }
            return array;
        }

        @Override
        public void give(byte[] array) {
            given.add(array);
        }
    }

    private RpcInput input() {
        return new RpcInput(256, source, in -> {});
    }

    @Test
    void output_small_needsNoSource() {
        RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE, source);
        out.putBytes(new byte[60_000]);
        out.release();

        assertThat(source.taken).isEmpty();
        assertThat(source.given).isEmpty();
    }

    @Test
    void output_large_takesOneArrayAndGivesItBack() {
        RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE, source);
        byte[] bytes = new byte[LARGE];
        Arrays.fill(bytes, (byte) 7);
        out.putText("before");
        out.putBytes(bytes);
        out.putText("behind");
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        out.release();
        out.release();

        assertThat(source.taken).hasSize(1);
        assertThat(source.given).isEqualTo(source.taken);
        assertThat(out.array()).hasSizeLessThan(1024);
        assertThat(in.getText()).isEqualTo("before");
        assertThat(in.getBytes()).isEqualTo(bytes);
        assertThat(in.getText()).isEqualTo("behind");
    }

    @Test
    void output_thatGrowsStepByStep_givesEachArrayBackOnce() {
        RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE, source);
        for (int i = 0; i < LARGE; i++) {
            out.reserve(5);
            out.putUnsigned(i);
        }
        RpcInput in = new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
        out.release();

        assertThat(source.taken).hasSizeGreaterThan(2);
        assertThat(source.given).isEqualTo(source.taken);
        for (int i = 0; i < LARGE; i++) {
            assertThat(in.getUnsigned()).isEqualTo(i);
        }
    }

    @Test
    void input_whoseArrayIsKept_takesItAtOnceAndNeverGrows() {
        byte[] kept = new byte[LARGE];
        source.kept = kept;
        RpcInput in = input();
        in.refill(16, LARGE);
        in.extend(LARGE);

        assertThat(in.array()).isSameAs(kept);
        assertThat(source.given).isEmpty();
        in.release();
        assertThat(source.given).containsExactly(kept);
        assertThat(in.array()).hasSize(256);
    }

    @Test
    void input_whoseArrayIsNotKept_growsWithWhatComes() {
        RpcInput in = input();
        in.refill(1000, LARGE);
        assertThat(in.array()).hasSize(1000);
        assertThat(source.taken).isEmpty();
        Arrays.fill(in.array(), (byte) 7);
        in.extend(100_000);
        in.extend(LARGE);
        assertThat(Arrays.copyOf(in.array(), 1000)).containsOnly(7);
        in.release();
        in.release();

        assertThat(source.taken).hasSize(2);
        assertThat(source.given).isEqualTo(source.taken);
    }

    @Test
    void input_refilledWithoutARelease_givesTheLargeArrayBack() {
        RpcInput in = input();
        in.refill(LARGE);
        in.refill(2 * LARGE);

        assertThat(source.given).containsExactly(source.taken.get(0));
        in.release();
        assertThat(source.given).isEqualTo(source.taken);
    }
}
