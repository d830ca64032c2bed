package dev.tern.rpc.support;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector reports a buffer that was not released. Registered for all classes through
 * {@code META-INF/services}. The detector finds a leak when the garbage collector has found the buffer and another one is made.
 */
public final class LeakGuard implements AfterAllCallback {

    private static final ConcurrentLinkedQueue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        ByteBufUtil.setLeakListener((resource, records) -> LEAKS.add(resource + records));
    }

    /** Made by the service loader, before any test. */
    public LeakGuard() {}

    @Override
    public void afterAll(ExtensionContext context) {
        check();
    }

    /** Looks for leaks. */
    static void check() {
        List<String> leaks = leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " buffers were not released:\n" + String.join("\n", leaks));
        }
    }

    /** What leaked since the last look. */
    static List<String> leaks() {
        System.gc();
        ByteBuf tracked = UnpooledByteBufAllocator.DEFAULT.directBuffer(1);
        tracked.release();
        List<String> found = new ArrayList<>();
        for (String leak = LEAKS.poll(); leak != null; leak = LEAKS.poll()) {
            found.add(leak);
        }
        return found;
    }
}
