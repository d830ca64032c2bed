package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one application, for all services that look there. A node that is not an instance is left out, and logged once for each
 * content it has. All of it runs on the loop.
 */
final class Application {

    private static final Logger log = LoggerFactory.getLogger(Application.class);
    private static final int MESSAGE_LIMIT = 200;

    private final String name;
    private final String path;
    private final Folder folder;
    private final Consumer<Application> listener;
    private Map<String, Entry> entries = Map.of();

    Application(
            String name,
            Layout layout,
            Session.Source sessions,
            Loop loop,
            Backoff backoff,
            Consumer<Application> listener) {
        this.name = name;
        this.path = layout.application(name);
        this.listener = listener;
        this.folder = new Folder(path, sessions, loop, backoff, this::read);
    }

    String name() {
        return name;
    }

    /** Whether its instances have been read at least once. */
    boolean isKnown() {
        return folder.isKnown();
    }

    /** Its instances in the order of their ids. */
    List<Instance> instances() {
        return entries.values().stream()
                .flatMap(entry -> entry.instance.stream())
                .toList();
    }

    void connected() {
        folder.connected();
    }

    void close() {
        folder.close();
    }

    private void read() {
        Map<String, Entry> read = new TreeMap<>();
        folder.content().forEach((id, data) -> {
            Entry before = entries.get(id);
            read.put(
                    id, before != null && Arrays.equals(before.data, data) ? before : new Entry(data, parse(id, data)));
        });
        entries = read;
        listener.accept(this);
    }

    private Optional<Instance> parse(String id, byte[] data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
            Instance instance = Instance.parse(text);
            if (!instance.id().equals(id) || !instance.application().equals(name)) {
                throw new IllegalArgumentException("it says it is " + instance.id() + " of application "
                        + instance.application() + " (expected: " + id + " of " + name + ")");
            }
            return Optional.of(instance);
        } catch (CharacterCodingException e) {
            log.warn(
                    "Left out {}/{}: {} bytes that are no UTF-8 (expected: the text of an instance)",
                    path,
                    id,
                    data.length);
        } catch (IllegalArgumentException e) {
            log.warn("Left out {}/{}: {} (expected: the text of an instance)", path, id, beginning(e.getMessage()));
        }
        return Optional.empty();
    }

    /** Enough to recognise it: anybody may have written it, it may be long and hold line breaks. */
    private static String beginning(@Nullable String message) {
        String text = String.valueOf(message).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= MESSAGE_LIMIT ? text : text.substring(0, MESSAGE_LIMIT) + "...";
    }

    /** A node's data and what it says. */
    private static final class Entry {
        final byte[] data;
        final Optional<Instance> instance;

        Entry(byte[] data, Optional<Instance> instance) {
            this.data = data;
            this.instance = instance;
        }
    }
}
