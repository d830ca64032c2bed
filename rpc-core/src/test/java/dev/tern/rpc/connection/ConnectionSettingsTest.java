package dev.tern.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.transport.LinkSettings;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionSettingsTest {

    private final ConnectionSettings settings = ConnectionSettings.of(LinkSettings.STANDARD, "test");

    @ParameterizedTest
    @CsvSource({
        "1, 0.5, 100", // the first pause, without jitter
        "1, 0.0, 80",
        "1, 1.0, 120",
        "2, 0.5, 160",
        "5, 0.5, 655",
        "11, 0.5, 10000", // the longest
        "1000000, 0.5, 10000",
        "1000000, 1.0, 12000"
    })
    void backoff_growsBy60PercentToTenSecondsWithAJitterOf20Percent(int failures, double random, long millis) {
        assertThat(TimeUnit.NANOSECONDS.toMillis(settings.backoffNanos(failures, true, random)))
                .isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "11, 10995", "16, 115292", "17, 120000", "1000000, 120000"})
    void backoff_notListed_growsToTwoMinutes(int failures, long millis) {
        assertThat(TimeUnit.NANOSECONDS.toMillis(settings.backoffNanos(failures, false, 0.5)))
                .isEqualTo(millis);
    }
}
