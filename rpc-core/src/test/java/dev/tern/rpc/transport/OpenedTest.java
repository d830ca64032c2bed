package dev.tern.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three things are opened: registry, loops, connections. */
class OpenedTest {

    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    private void open(String... names) {
        for (String name : names) {
            assertThat(opened.add(name, closed::add)).isEqualTo(name);
        }
    }

    private void openBroken(String name) {
        opened.add(name, broken -> {
            closed.add(broken);
            throw new IllegalStateException(broken);
        });
    }

    @Test
    void close_lastIsFirst_andOnlyOnce() {
        open("registry", "loops", "connections");

        opened.close();
        opened.close();

        assertThat(closed).containsExactly("connections", "loops", "registry");
    }

    @Test
    void close_someFail_closesTheOthersAndTellsAll() {
        openBroken("registry");
        open("loops");
        openBroken("connections");

        assertThatThrownBy(opened::close)
                .hasMessage("connections")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("registry"));
        assertThat(closed).containsExactly("connections", "loops", "registry");
    }

    @Test
    void close_becauseOfAFailure_thatTakesUpWhatFailsInClosing() {
        openBroken("registry");
        open("loops");
        IllegalArgumentException failure = new IllegalArgumentException("no meters");

        opened.close(failure);

        assertThat(failure.getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("registry");
        assertThat(closed).containsExactly("loops", "registry");
    }
}
