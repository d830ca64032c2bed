package dev.tern.rpc.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.io.DecodingException;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One full value of every body. */
class SampleTest {

    @ParameterizedTest
    @MethodSource("dev.tern.rpc.hostile.Sample#all")
    void body_writtenAndRead_isTheSame(Sample sample) {
        byte[] bytes = sample.bytes();
        Object read = sample.body().read(bytes);
        assertThat(Same.same(sample.value(), read)).as("%s", read).isTrue();
        assertThat(sample.body().write(read)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("dev.tern.rpc.hostile.Sample#all")
    void body_cutAnywhere_isRefused(Sample sample) {
        byte[] bytes = sample.bytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> sample.body().read(cut))
                    .as("%s of %s bytes", length, bytes.length)
                    .isExactlyInstanceOf(DecodingException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.tern.rpc.hostile.Sample#all")
    void body_withMoreBehind_isRefused(Sample sample) {
        byte[] longer = Arrays.copyOf(sample.bytes(), sample.bytes().length + 1);
        assertThatThrownBy(() -> sample.body().read(longer))
                .isExactlyInstanceOf(DecodingException.class)
                .hasMessageContaining("trailing bytes: 1");
    }
}
