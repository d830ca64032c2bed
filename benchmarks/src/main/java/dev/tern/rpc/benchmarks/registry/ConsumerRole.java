package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.benchmarks.registry.Tally.Expected;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.Registry.Subscription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** A process with some of the consumers, each with a registry of its own. */
final class ConsumerRole {

    private final Layout layout;
    private final String servers;
    private final World world;
    private final int first;
    private final List<Registry> registries = new ArrayList<>();
    private final Tally tally = new Tally();
    private final List<Subscribed> subscribed = new ArrayList<>();
    private final List<Subscribed> everything = new ArrayList<>();

    private ConsumerRole(Layout layout, String servers, World world, int first, int count) {
        this.layout = layout;
        this.servers = servers;
        this.world = world;
        this.first = first;
        for (int each = 0; each < count; each++) {
            registries.add(layout.open(servers));
        }
    }

    public static void main(String[] args) throws InterruptedException {
        ConsumerRole role = new ConsumerRole(
                Layout.valueOf(args[0]),
                args[1],
                World.parse(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
        Role.run(role::command);
    }

    private Object command(String[] words) throws Exception {
        switch (words[0]) {
            case "subscribe":
                for (int each = 0; each < registries.size(); each++) {
                    subscribe(registries.get(each), first + each, world.subscribed(first + each), subscribed);
                }
                return "";
            case "unsubscribe":
                close(subscribed);
                return "";
            case "open-everything": // one more consumer, which subscribes to all services with the next command
                registries.add(layout.open(servers));
                return "";
            case "subscribe-everything":
                subscribe(
                        registries.get(registries.size() - 1),
                        world.consumers(),
                        IntStream.range(0, world.services()).toArray(),
                        everything);
                return "";
            case "close-everything":
                close(everything);
                registries.remove(registries.size() - 1).close();
                return "";
            case "expect":
                expect(words);
                return "";
            case "reset":
                tally.reset();
                return "";
            case "stats":
                return tally.stats();
            case "dump":
                tally.dump(Path.of(words[1]));
                return "";
            case "heap":
                return heap();
            default:
                throw new IllegalArgumentException(words[0]);
        }
    }

    private void subscribe(Registry registry, int consumer, int[] services, List<Subscribed> into) {
        for (int service : services) {
            Watch watch = new Watch(consumer, service, tally);
            tally.add(watch);
            into.add(new Subscribed(watch, registry.subscribe(world.service(service), watch)));
        }
    }

    private void close(List<Subscribed> which) {
        for (Subscribed each : which) {
            each.subscription.close();
            tally.remove(each.watch);
        }
        which.clear();
    }

    /** {@code expect token generation count weight application}, -1 for all applications. */
    private void expect(String[] words) {
        int application = Integer.parseInt(words[5]);
        Set<Integer> services = new HashSet<>();
        if (application >= 0) {
            IntStream.range(0, world.services())
                    .filter(service -> world.applicationOf(service) == application)
                    .forEach(services::add);
        }
        Expected expected =
                new Expected(words[1], "-g" + words[2] + "-", Integer.parseInt(words[3]), Integer.parseInt(words[4]));
        tally.expect(expected, services);
    }

    private static long heap() throws InterruptedException {
        for (int each = 0; each < 3; each++) {
            System.gc();
            Thread.sleep(100);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private record Subscribed(Watch watch, Subscription subscription) {}
}
