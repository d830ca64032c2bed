package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefaultTextTest {

    @ParameterizedTest
    @CsvSource({
        "float, NaN",
        "float, 1e39",
        "double, Infinity",
        "double, 1e309",
        "java.lang.Float, -Infinity",
        "java.lang.Double, NaN"
    })
    void numberThatIsNotFinite_isNoDefault(String type, String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DefaultText.parse(type, text))
                .withMessage("default '" + text + "' (expected: a " + type + ")");
    }

    @Test
    void finiteNumber_isRead() {
        assertThat(DefaultText.parse("float", "1.5")).isEqualTo(1.5f);
        assertThat(DefaultText.parse("java.lang.Double", "-1e300")).isEqualTo(-1e300);
    }
}
