package dev.tern.rpc.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EnumCodecTest {

    private static final EnumCodec<State> CODEC = EnumCodec.of(State.class, "CANCELLED", "OPEN", "PAID");

    private static RpcInput written(State state) {
        RpcOutput out = new RpcOutput(1, 16);
        CODEC.write(out, state);
        out.end();
        return new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
    }

    @Test
    void constant_written_isItsRankInTheContractWhateverItsOrdinal() {
        assertThat(written(State.PAID).getUnsigned()).isEqualTo(2);
        assertThat(written(State.OPEN).getUnsigned()).isEqualTo(1);
    }

    @Test
    void constant_writtenAndRead_isTheSame() {
        for (State state : new State[] {State.CANCELLED, State.OPEN, State.PAID}) {
            RpcInput in = written(state);
            assertThat(CODEC.read(in)).isEqualTo(state);
            in.expectEnd();
        }
    }

    @Test
    void constant_thatTheContractLacks_isRefusedWhenWritten() {
        assertThatThrownBy(() -> written(State.NEWER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("constant NEWER of dev.tern.rpc.io.EnumCodecTest$State"
                        + " (expected: one that it had when the contract was compiled; compile that anew)");
    }

    @Test
    void constant_thatTheEnumLacks_isRefusedWhenTheCodecIsMade() {
        assertThatThrownBy(() -> EnumCodec.of(State.class, "OPEN", "GONE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("enum dev.tern.rpc.io.EnumCodecTest$State has no constant GONE"
                        + " (expected: those it had when the contract was compiled; compile that anew)");
    }

    @Test
    void rank_outOfRange_isMalformed() {
        assertThat(CODEC.constant(0)).isEqualTo(State.CANCELLED);
        assertThatThrownBy(() -> CODEC.constant(3))
                .isInstanceOf(DecodingException.class)
                .hasMessage("dev.tern.rpc.io.EnumCodecTest.State: constant 3 (expected: 0 to 2)");
        assertThatThrownBy(() -> CODEC.constant(-1))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("constant 4294967295 (expected: 0 to 2)");
    }

    @Test
    void enum_withoutConstants_hasNoRank() {
        assertThatThrownBy(() -> EnumCodec.of(Nothing.class).constant(0))
                .isInstanceOf(DecodingException.class)
                .hasMessageEndingWith("constant 0 (expected: none, as there are no constants)");
    }

    @Test
    void nullValue_isRefused() {
        assertThatThrownBy(() -> written(null)).isInstanceOf(NullPointerException.class);
    }

    enum State {
        PAID,
        NEWER {
            @Override
            public String toString() {
                return "newest";
            }
        },
        OPEN {
            @Override
            public String toString() {
                return "open";
            }
        },
        CANCELLED
    }

    enum Nothing {}
}
