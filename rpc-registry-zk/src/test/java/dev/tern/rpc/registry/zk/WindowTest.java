package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WindowTest {

    private final Window window = new Window(1);

    @Test
    void operation_thatThrows_failsAndMakesRoom() {
        CompletableFuture<String> first = window.run(() -> {
            throw new IllegalStateException("not begun");
        });
        CompletableFuture<String> second = window.run(() -> CompletableFuture.completedFuture("done"));

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedWithValue("done");
    }

    @Test
    void operation_beyondTheMost_waitsForItsTurn() {
        CompletableFuture<String> slow = new CompletableFuture<>();
        CompletableFuture<String> first = window.run(() -> slow);
        CompletableFuture<String> second = window.run(() -> CompletableFuture.completedFuture("second"));
        assertThat(second).isNotDone();

        slow.complete("first");

        assertThat(first).isCompletedWithValue("first");
        assertThat(second).isCompletedWithValue("second");
    }
}
