package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.zookeeper.KeeperException.Code;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one application, for all services that look there. A node that is not an instance is left out, counted and logged, once for
 * each content it has. So is one without the right to read it; but what was read of it before stays. Of a node that is an instance only the
 * instance is kept, whose parts are shared with the others'. All of it runs on the loop.
 */
final class Application {

    private static final Logger log = LoggerFactory.getLogger(Application.class);

    /** How much text of instances one application may have, for the memory of those who look. */
    private static final long TEXT_LIMIT = 64L << 20;

    private static final Entry UNREADABLE = new Entry(null, -1, 0);
    private static final int LOGGED = 10;
    private static final int MESSAGE_LIMIT = 300;

    private final String name;
    private final String path;
    private final Context context;
    private final Folder<Entry> folder;
    private final Consumer<Application> listener;
    private final Shared shared = new Shared();
    private final Map<String, Entry> leftOut = new HashMap<>();
    private List<Instance> instances = List.of();
    private boolean told;
    private long text;

    /**
     * An application without instances until {@link #connected}.
     *
     * @param listener is told when its instances have become known, or are others
     */
    Application(String name, Context context, Consumer<Application> listener) {
        this.name = name;
        this.path = context.layout().application(name);
        this.context = context;
        this.listener = listener;
        this.folder = new Folder<>(
                path,
                context,
                (session, id, before) -> session.read(path + "/" + id)
                        .thenApply(node -> node.map(present -> entry(id, present.data(), before)))
                        .exceptionallyCompose(failure -> refused(id, before, failure)),
                entry -> entry != UNREADABLE,
                this::ended);
    }

    String name() {
        return name;
    }

    /** Whether its instances have been read at least once, or ZooKeeper refused to: then it has none until that succeeds. */
    boolean isKnown() {
        return told;
    }

    /** Its instances in the order of their ids. */
    List<Instance> instances() {
        return instances;
    }

    void connected() {
        folder.connected();
    }

    int pull(int most) {
        return folder.pull(most);
    }

    void close() {
        folder.close();
    }

    private void ended(@Nullable Throwable failure) {
        text = folder.content().values().stream()
                .filter(entry -> entry.instance != null)
                .mapToLong(entry -> entry.size)
                .sum();
        if (failure == null) {
            leftOut.keySet().retainAll(folder.content().keySet());
        } else if (Failures.isDisconnection(failure)) {
            return;
        }
        List<Instance> read = folder.content().values().stream()
                .map(entry -> entry.instance)
                .filter(Objects::nonNull)
                .toList();
        if (!told || !read.equals(instances)) {
            told = true;
            instances = read;
            listener.accept(this);
        }
    }

    private Entry entry(String id, byte[] data, @Nullable Entry before) {
        try {
            Instance instance = instance(id, data);
            if (before != null && instance.equals(before.instance)) {
                leftOut.remove(id);
                return before;
            }
            long taken = (long) data.length - (before == null || before.instance == null ? 0 : before.size);
            if (text + taken > TEXT_LIMIT) {
                throw new IllegalArgumentException(
                        "the application has " + text + " bytes already (expected: at most " + TEXT_LIMIT + ")");
            }
            text += taken;
            leftOut.remove(id);
            return new Entry(shared.of(instance), data.length, 0);
        } catch (IllegalArgumentException e) {
            return leaveOut(id, new Entry(null, data.length, Arrays.hashCode(data)), e.getMessage());
        }
    }

    /** One node that may not be read is no reason to know nothing of the others. */
    private CompletableFuture<Optional<Entry>> refused(String id, @Nullable Entry before, Throwable failure) {
        if (Failures.code(failure) != Code.NOAUTH) {
            return CompletableFuture.failedFuture(failure);
        }
        if (before != null && before.instance != null) {
            if (context.warnings().isDue("instances that may no longer be read", LOGGED)) {
                log.warn("No right to read {}/{} any more (expected: as before): what was read stays", path, id);
            }
            return CompletableFuture.completedFuture(Optional.of(before));
        }
        return CompletableFuture.completedFuture(Optional.of(leaveOut(id, UNREADABLE, "there is no right to read it")));
    }

    /** Counts and logs it, unless that was done for the same content. */
    private Entry leaveOut(String id, Entry entry, @Nullable String why) {
        Entry known = leftOut.get(id);
        if (known != null && known.isLike(entry)) {
            return known;
        }
        leftOut.put(id, entry);
        ignore(id, beginning(why));
        return entry;
    }

    private Instance instance(String id, byte[] data) {
        if (data.length > Instance.TEXT_LIMIT) {
            throw new IllegalArgumentException(data.length + " bytes (expected: at most " + Instance.TEXT_LIMIT + ")");
        }
        Instance instance = Instance.parse(text(data));
        if (!instance.id().equals(id) || !instance.application().equals(name)) {
            throw new IllegalArgumentException("it says it is " + instance.id() + " of application "
                    + instance.application() + " (expected: " + id + " of " + name + ")");
        }
        return instance;
    }

    private static String text(byte[] data) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(data.length + " bytes that are no UTF-8", e);
        }
    }

    private void ignore(String id, String why) {
        context.ignored().increment();
        if (context.warnings().isDue("entries that were left out", LOGGED)) {
            log.warn("Left out {}/{}: {} (expected: the text of an instance)", path, beginning(id), why);
        }
    }

    /** Enough to recognise it: anybody may have written it, it may be long and hold line breaks. */
    private static String beginning(@Nullable String message) {
        String whole = String.valueOf(message);
        String text = whole.length() <= MESSAGE_LIMIT ? whole : whole.substring(0, MESSAGE_LIMIT) + "...";
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** What is kept of a node: the instance, or what tells whether it is still the same that is none. */
    private static final class Entry {
        final @Nullable Instance instance;
        final int size;
        final int hash;

        Entry(@Nullable Instance instance, int size, int hash) {
            this.instance = instance;
            this.size = size;
            this.hash = hash;
        }

        boolean isLike(Entry other) {
            return size == other.size && hash == other.hash;
        }
    }
}
