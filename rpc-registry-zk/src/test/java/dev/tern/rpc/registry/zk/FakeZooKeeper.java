package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.zk.Session.Changed;
import dev.tern.rpc.registry.zk.Session.Node;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/** ZooKeeper's nodes in memory. An operation takes effect when it is asked for; its answer and the events wait in the loop's queue. */
final class FakeZooKeeper {

    /** What was asked, in order: {@code "read /a/b"}. */
    final List<String> asked = new ArrayList<>();

    private final TreeMap<String, Node> nodes = new TreeMap<>();
    private final Map<String, Long> families = new HashMap<>();
    private long changes;
    private boolean throwing;
    private final Set<Watch> watches = new LinkedHashSet<>();
    private final Queue<Code> failures = new ArrayDeque<>();
    private final Map<String, Queue<Code>> failuresOf = new HashMap<>();
    private final Set<String> forbidden = new HashSet<>();
    private final Loop loop;

    FakeZooKeeper(Loop loop) {
        this.loop = loop;
    }

    /** The next operation fails so, without an effect. */
    void failNext(Code code) {
        failures.add(code);
    }

    /** The next operation is not answered but throws. */
    void throwNext() {
        throwing = true;
    }

    /** The next so many of one operation fail so, without an effect. */
    void failNextOf(String operation, Code code, int times) {
        failuresOf.put(operation, new ArrayDeque<>(Collections.nCopies(times, code)));
    }

    /** Nobody may read the node, nor the names of its children, until {@link #permit}. */
    void forbid(String path) {
        forbidden.add(path);
    }

    void permit(String path) {
        forbidden.remove(path);
    }

    /** Tells nothing of what happens from now on, as to a client that is away. */
    void forgetWatches() {
        watches.clear();
    }

    /** Sets a node, as another client would. */
    void put(String path, String data, long owner) {
        Node before = nodes.get(path);
        if (before == null) {
            families.put(path.substring(0, path.lastIndexOf('/')), ++changes);
        }
        int version = before == null || before.owner() != owner ? 0 : before.version() + 1;
        nodes.put(path, new Node(data.getBytes(StandardCharsets.UTF_8), version, owner));
        tell(path);
    }

    /** Deletes a node, as another client would. */
    void remove(String path) {
        if (nodes.remove(path) != null) {
            families.put(path.substring(0, path.lastIndexOf('/')), ++changes);
            tell(path);
        }
    }

    /** How many watches are set. */
    int watches() {
        return watches.size();
    }

    boolean has(String path) {
        return nodes.containsKey(path);
    }

    String data(String path) {
        return new String(nodes.get(path).data(), StandardCharsets.UTF_8);
    }

    long owner(String path) {
        return nodes.get(path).owner();
    }

    int version(String path) {
        return nodes.get(path).version();
    }

    /** How often something was asked. */
    long count(String operation) {
        return asked.stream().filter(line -> line.startsWith(operation)).count();
    }

    Session session(long id) {
        return new FakeSession(id);
    }

    private void tell(String path) {
        if (forbidden.contains(path)) {
            return;
        }
        for (Watch watch : List.copyOf(watches)) {
            if (path.equals(watch.path) || path.startsWith(watch.path + "/")) {
                loop.execute(() -> watch.changed.changed(path));
            }
        }
    }

    private record Watch(String path, Changed changed) {}

    private final class FakeSession implements Session {

        private final long id;

        FakeSession(long id) {
            this.id = id;
        }

        @Override
        public long id() {
            return id;
        }

        private <T> CompletableFuture<T> answer(String operation, Supplier<T> effect) {
            asked.add(operation);
            if (throwing) {
                throwing = false;
                throw new IllegalStateException("no operation is taken");
            }
            Queue<Code> own = failuresOf.getOrDefault(operation, failures);
            Code code = own.isEmpty() ? failures.poll() : own.poll();
            CompletableFuture<T> answer = new CompletableFuture<>();
            Runnable given;
            try {
                if (code != null) {
                    throw new Refusal(code);
                }
                T value = effect.get();
                given = () -> answer.complete(value);
            } catch (Refusal e) {
                given = () -> answer.completeExceptionally(KeeperException.create(e.code, operation));
            }
            loop.execute(given);
            return answer;
        }

        @Override
        public CompletableFuture<Optional<Node>> read(String path) {
            return answer("read " + path, () -> {
                check(!forbidden.contains(path), Code.NOAUTH);
                return Optional.ofNullable(nodes.get(path));
            });
        }

        @Override
        public CompletableFuture<Optional<Node>> readFirst(String path) {
            return read(path);
        }

        @Override
        public CompletableFuture<Family> family(String path) {
            return answer("family " + path, () -> new Family(names(path).size(), families.getOrDefault(path, 0L)));
        }

        @Override
        public CompletableFuture<List<String>> children(String path) {
            return answer("children " + path, () -> {
                check(!forbidden.contains(path), Code.NOAUTH);
                return names(path);
            });
        }

        private List<String> names(String path) {
            return nodes.tailMap(path + "/").keySet().stream()
                    .takeWhile(node -> node.startsWith(path + "/"))
                    .map(node -> node.substring(path.length() + 1))
                    .filter(name -> !name.contains("/"))
                    .toList();
        }

        @Override
        public CompletableFuture<Boolean> ensure(String path) {
            return answer("ensure " + path, () -> {
                boolean missing = !has(path);
                if (missing) {
                    put(path, "", 0);
                }
                return missing;
            });
        }

        @Override
        public CompletableFuture<Void> create(String path, byte[] data) {
            return answer("create " + path, () -> {
                check(!has(path), Code.NODEEXISTS);
                put(path, new String(data, StandardCharsets.UTF_8), id);
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> write(String path, byte[] data, int version) {
            return answer("write " + path, () -> {
                check(has(path), Code.NONODE);
                check(nodes.get(path).version() == version, Code.BADVERSION);
                put(path, new String(data, StandardCharsets.UTF_8), owner(path));
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> replace(String path, byte[] data, int version) {
            return answer("replace " + path, () -> {
                check(has(path), Code.NONODE);
                check(nodes.get(path).version() == version, Code.BADVERSION);
                remove(path);
                put(path, new String(data, StandardCharsets.UTF_8), id);
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> delete(String path) {
            return answer("delete " + path, () -> {
                remove(path);
                return null;
            });
        }

        @Override
        public CompletableFuture<Void> watch(String path, Changed changed) {
            return answer("watch " + path, () -> {
                watches.add(new Watch(path, changed));
                return null;
            });
        }

        @Override
        public void unwatch(String path) {
            asked.add("unwatch " + path);
            watches.removeIf(watch -> watch.path.equals(path));
        }

        private void check(boolean condition, Code otherwise) {
            if (!condition) {
                throw new Refusal(otherwise);
            }
        }
    }

    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1;
        final transient Code code;

        Refusal(Code code) {
            this.code = code;
        }
    }
}
