package dev.tern.rpc.kernel;

import java.util.Map;

/**
 * Where settings come from that are not in the code: a file, the environment, a configuration centre. Names and values are texts; who merges the sources checks them.
 * Thread-safe.
 */
public interface SettingsSource extends AutoCloseable {

    /** What it is called where a value's origin is told: {@code "file /etc/shop.properties"}. */
    String name();

    /** All that it holds now; names as in {@code tern.<scope>.<setting>}. Must not block. */
    Map<String, String> values();

    /**
     * Tells a listener after each change, on any thread, one call at a time; the listener asks for the {@link #values}. A source that never changes ignores it.
     */
    default void listen(Runnable listener) {}

    /** Ends what watches for changes. */
    @Override
    default void close() {}
}
