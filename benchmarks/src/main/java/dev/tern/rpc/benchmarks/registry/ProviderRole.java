package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.Registry.Registration;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A process with all instances, one registry for each application. Times are of {@link System#nanoTime}, which processes of one Linux machine can
 * compare.
 */
final class ProviderRole {

    private static final long LIMIT_SECONDS = 180;

    private final World world;
    private final List<Registry> registries = new ArrayList<>();
    private final List<Map<Integer, Registration>> registrations = new ArrayList<>();
    private final Map<String, Registration> probes = new TreeMap<>();
    private final Map<String, Long> begun = new TreeMap<>();
    private final ExecutorService closers = Executors.newFixedThreadPool(64);

    private ProviderRole(Layout layout, String servers, World world) {
        this.world = world;
        for (int application = 0; application < world.applications(); application++) {
            registries.add(layout.open(servers));
            registrations.add(new TreeMap<>());
        }
    }

    public static void main(String[] args) throws InterruptedException {
        Role.run(new ProviderRole(Layout.valueOf(args[0]), args[1], World.parse(args[2]))::command);
    }

    private Object command(String[] words) throws Exception {
        switch (words[0]) {
            case "grow":
                return grow(number(words[1]), number(words[2]));
            case "shrink":
                return shrink(number(words[1]));
            case "wave":
                return wave(number(words[1]), number(words[2]), number(words[3]));
            case "weight":
                return weight(number(words[1]), number(words[2]), number(words[3]));
            case "probe":
                return probe(words[1], number(words[2]), number(words[3]));
            case "dump":
                return dump(Path.of(words[1]));
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }

    /** Registers what is missing for so many instances of each application; answers when it began and when all were registered. */
    private String grow(int generation, int count) throws Exception {
        begun.clear();
        long start = System.nanoTime();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            for (int application = 0; application < world.applications(); application++) {
                if (!registrations.get(application).containsKey(index)) {
                    all.add(register(application, generation, index));
                }
            }
        }
        return start + " " + end(all);
    }

    private CompletableFuture<Void> register(int application, int generation, int index) {
        Instance instance = world.instance(application, generation, index);
        begun.put(instance.id(), System.nanoTime());
        Registration registration = registries.get(application).register(instance);
        registrations.get(application).put(index, registration);
        return registration.registered().toCompletableFuture();
    }

    private static long end(List<CompletableFuture<Void>> all) throws Exception {
        CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return System.nanoTime();
    }

    /** Removes all instances of each application but so many. */
    private String shrink(int count) throws Exception {
        long start = System.nanoTime();
        List<Registration> closed = new ArrayList<>();
        for (Map<Integer, Registration> each : registrations) {
            take(each, closed, index -> index >= count);
        }
        close(closed);
        return start + " " + System.nanoTime();
    }

    private static void take(
            Map<Integer, Registration> from, List<Registration> into, java.util.function.IntPredicate which) {
        from.entrySet().removeIf(entry -> {
            boolean taken = which.test(entry.getKey());
            if (taken) {
                into.add(entry.getValue());
            }
            return taken;
        });
    }

    private void close(List<Registration> closed) throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Registration each : closed) {
            tasks.add(() -> {
                each.close();
                return null;
            });
        }
        for (Future<Void> done : closers.invokeAll(tasks, LIMIT_SECONDS, TimeUnit.SECONDS)) {
            done.get();
        }
    }

    /** Restarts each instance of one of the waves as one of the generation; answers when it began, when the old were gone and the new there. */
    private String wave(int wave, int waves, int generation) throws Exception {
        long start = System.nanoTime();
        List<Registration> closed = new ArrayList<>();
        List<List<Integer>> indexes = new ArrayList<>();
        for (Map<Integer, Registration> each : registrations) {
            indexes.add(each.keySet().stream()
                    .filter(index -> index % waves == wave)
                    .toList());
            take(each, closed, index -> index % waves == wave);
        }
        close(closed);
        long gone = System.nanoTime();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int application = 0; application < world.applications(); application++) {
            for (int index : indexes.get(application)) {
                all.add(register(application, generation, index));
            }
        }
        return start + " " + gone + " " + end(all);
    }

    /** Changes the weight of all instances of an application at once; answers when it began. */
    private long weight(int application, int generation, int weight) {
        long start = System.nanoTime();
        registrations
                .get(application)
                .forEach((index, registration) -> registration.update(
                        world.instance(application, generation, index).withWeight(weight)));
        return start;
    }

    /** One change of a probe; answers when it began, at once. */
    private long probe(String kind, int application, int number) {
        Instance probe = world.probe(application, number);
        long start = System.nanoTime();
        switch (kind) {
            case "register" ->
                probes.put(probe.id(), registries.get(application).register(probe));
            case "update" -> registered(probe).update(probe.withWeight(50));
            case "remove" -> {
                Registration registration = registered(probe);
                probes.remove(probe.id());
                closers.execute(registration::close);
            }
            default -> throw new IllegalArgumentException(kind);
        }
        return start;
    }

    private Registration registered(Instance probe) {
        Registration registration = probes.get(probe.id());
        if (registration == null) {
            throw new IllegalStateException(probe.id() + " (expected: registered before)");
        }
        return registration;
    }

    /** Writes when the registration of each instance began, and forgets it. */
    private String dump(Path file) throws Exception {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            begun.forEach((id, at) -> out.println(id + " " + at));
        }
        begun.clear();
        return "";
    }
}
