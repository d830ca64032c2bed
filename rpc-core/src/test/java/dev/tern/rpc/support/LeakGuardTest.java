package dev.tern.rpc.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Shows that the guard works: a buffer that is leaked on purpose is reported. */
class LeakGuardTest {

    @Test
    void detector_inTests_looksAtEveryBuffer() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
    }

    @Test
    void check_bufferThatIsNotReleased_fails() {
        AtomicReference<AssertionError> found = new AtomicReference<>();
        leak();

        await().until(() -> {
            try {
                LeakGuard.check();
            } catch (AssertionError e) {
                found.set(e);
            }
            return found.get() != null;
        });

        assertThat(found.get())
                .hasMessageContaining("buffers were not released")
                .hasMessageContaining("LeakGuardTest");
    }

    private static void leak() {
        ByteBuf planted = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        planted.writeByte(1);
    }

    @Test
    void check_bufferThatIsReleased_passes() {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
        buffer.release();

        LeakGuard.check();
        assertThat(LeakGuard.leaks()).isEmpty();
    }
}
