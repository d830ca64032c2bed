package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.SettingsSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** A source that says what a test puts there, and tells when the test says so. */
final class FakeSource implements SettingsSource {

    private final String name;
    private final Map<String, String> values = new LinkedHashMap<>();
    private Runnable listener = () -> {};
    Runnable beforeValues = () -> {};
    boolean closed;

    FakeSource(String name) {
        this.name = name;
    }

    FakeSource put(String key, String value) {
        values.put(key, value);
        return this;
    }

    FakeSource remove(String key) {
        values.remove(key);
        return this;
    }

    void tell() {
        listener.run();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, String> values() {
        beforeValues.run();
        return Map.copyOf(values);
    }

    @Override
    public void listen(Runnable newListener) {
        listener = newListener;
    }

    @Override
    public void close() {
        closed = true;
    }
}
