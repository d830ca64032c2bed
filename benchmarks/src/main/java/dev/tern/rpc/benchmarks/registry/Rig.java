package dev.tern.rpc.benchmarks.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** All processes of a run with one layout: the server, the providers, the consumers. For one thread. */
final class Rig implements AutoCloseable {

    /** For what should take seconds. */
    static final int LIMIT_SECONDS = 200;

    private final Path folder;
    private final Server server;
    private final List<Child> children = new ArrayList<>();
    private final Child providers;
    private final List<Child> consumers = new ArrayList<>();
    private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
    private int tokens;

    Rig(Layout layout, Options options, Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        World world = options.world();
        server = Server.start(folder);
        providers = child("providers", "-Xmx1500m", ProviderRole.class, layout, world.format());
        int each = world.consumers() / options.jvms();
        for (int jvm = 0; jvm < options.jvms(); jvm++) {
            consumers.add(child(
                    "consumers-" + jvm,
                    "-Xmx1g",
                    ConsumerRole.class,
                    layout,
                    world.format(),
                    Integer.toString(jvm * each),
                    Integer.toString(each)));
        }
        for (Child child : children) {
            child.answer(60);
        }
        await(60, () -> server.counters().connections() >= world.consumers() + world.applications());
    }

    private Child child(String name, String heap, Class<?> main, Layout layout, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of(layout.name(), server.servers()));
        all.addAll(List.of(args));
        Child child = Child.start(
                name,
                folder,
                reports,
                List.of(heap, "-XX:+UseSerialGC", "-Xss512k"),
                main.getName(),
                all.toArray(String[]::new));
        children.add(child);
        return child;
    }

    Server server() {
        return server;
    }

    ServerCounters counters() throws InterruptedException {
        return server.counters();
    }

    Child providers() {
        return providers;
    }

    List<Child> consumers() {
        return consumers;
    }

    /** A command to all consumers; the answers, one for each process. */
    List<long[]> tell(String command) throws InterruptedException {
        consumers.forEach(consumer -> consumer.send(command));
        List<long[]> answers = new ArrayList<>();
        for (Child consumer : consumers) {
            answers.add(consumer.answer(LIMIT_SECONDS));
        }
        return answers;
    }

    /** Lets the consumers look out for so many instances of a generation; {@link #complete} waits for it. */
    String expect(int generation, int count, int weight, int application) throws InterruptedException {
        String token = "t" + ++tokens;
        tell("expect " + token + " " + generation + " " + count + " " + weight + " " + application);
        return token;
    }

    /** When all consumers had what they were to look out for. */
    long complete(String token, int seconds) throws InterruptedException {
        long last = 0;
        List<String> lines = take(
                "complete " + token, consumers.size(), seconds, line -> line.startsWith("complete " + token + " "));
        for (String line : lines) {
            last = Math.max(last, Long.parseLong(line.split(" ")[2]));
        }
        return last;
    }

    /** So many reports that fit; others are dropped. */
    List<String> take(String what, int count, int seconds, Predicate<String> fits) throws InterruptedException {
        List<String> taken = new ArrayList<>();
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (taken.size() < count) {
            String line = reports.poll(Math.max(limit - System.nanoTime(), 0), TimeUnit.NANOSECONDS);
            if (line == null) {
                StringBuilder left = new StringBuilder();
                for (long[] stats : tell("stats")) {
                    left.append(' ').append(stats[3]);
                }
                throw new IllegalStateException(what + ": " + taken.size() + " reports within " + seconds
                        + " s (expected: " + count + "); subscriptions that miss something:" + left);
            }
            if (fits.test(line)) {
                taken.add(line);
            }
        }
        return taken;
    }

    /** The times from the registrations' beginning until they were seen, of all instances and subscriptions; ends the recording. */
    Times seen() throws IOException, InterruptedException {
        Path file = folder.resolve("begun.txt");
        providers.ask("dump " + file, LIMIT_SECONDS);
        Map<String, Long> begun = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split(" ");
            begun.put(parts[0], Long.parseLong(parts[1]));
        }
        Times times = new Times();
        for (int each = 0; each < consumers.size(); each++) {
            Path seen = folder.resolve("seen-" + each + ".txt");
            consumers.get(each).ask("dump " + seen, LIMIT_SECONDS);
            for (String line : Files.readAllLines(seen)) {
                String[] parts = line.split(" ");
                Long start = begun.get(parts[0]);
                if (start != null) {
                    times.addNanos(Long.parseLong(parts[1]) - start);
                }
            }
        }
        return times;
    }

    /** Waits until something holds; asks again and again. */
    static boolean await(int seconds, Condition condition) throws InterruptedException {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < limit) {
            if (condition.holds()) {
                return true;
            }
            Thread.sleep(20);
        }
        return false;
    }

    /** Ends all processes. */
    @Override
    public void close() {
        children.forEach(Child::close);
        server.close();
    }

    /** What is waited for. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws InterruptedException;
    }
}
