package dev.tern.rpc.benchmarks.registry;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is run.
 *
 * @param sizes of the cluster at which single changes are measured, in instances; the last is the full size
 * @param changes of each kind that are measured
 * @param idleSeconds for how long the traffic of a quiet cluster is measured
 * @param waves of the restart of all providers
 * @param downSeconds for how long ZooKeeper is away
 */
record Options(
        List<Layout> layouts,
        World world,
        List<Integer> sizes,
        int jvms,
        int changes,
        int idleSeconds,
        int waves,
        int downSeconds,
        int afterSeconds,
        Path out,
        String command) {

    static Options parse(String[] args) {
        List<Layout> layouts = List.of(Layout.values());
        int instances = 10_000;
        int applications = 100;
        int services = 200;
        int consumers = 100;
        int each = 20;
        int jvms = 4;
        int changes = 200;
        int idle = 30;
        int waves = 4;
        int down = 5;
        int after = 40;
        Path out = Path.of("benchmarks/REGISTRY.md");
        for (int index = 0; index + 1 < args.length; index += 2) {
            String value = args[index + 1];
            switch (args[index]) {
                case "--layouts" ->
                    layouts = List.of(value.toUpperCase(java.util.Locale.ROOT).split(",")).stream()
                            .map(Layout::valueOf)
                            .toList();
                case "--instances" -> instances = number(args[index], value);
                case "--applications" -> applications = number(args[index], value);
                case "--services" -> services = number(args[index], value);
                case "--consumers" -> consumers = number(args[index], value);
                case "--services-per-consumer" -> each = number(args[index], value);
                case "--jvms" -> jvms = number(args[index], value);
                case "--changes" -> changes = number(args[index], value);
                case "--idle" -> idle = number(args[index], value);
                case "--waves" -> waves = number(args[index], value);
                case "--down" -> down = number(args[index], value);
                case "--after" -> after = number(args[index], value);
                case "--out" -> out = Path.of(value);
                default -> throw new IllegalArgumentException(args[index] + " (expected: an option of --help)");
            }
        }
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException(args[args.length - 1] + " (expected: a value behind it)");
        }
        if (consumers % jvms != 0) {
            throw new IllegalArgumentException(
                    "--consumers: " + consumers + " (expected: a multiple of --jvms, " + jvms + ")");
        }
        if (instances % (10 * applications) != 0) {
            throw new IllegalArgumentException("--instances: " + instances
                    + " (expected: a multiple of ten times --applications, " + 10 * applications + ")");
        }
        List<Integer> sizes = new ArrayList<>(List.of(instances / 10, instances * 3 / 10, instances));
        return new Options(
                layouts,
                new World(applications, services, consumers, each),
                sizes,
                jvms,
                changes,
                idle,
                waves,
                down,
                after,
                out,
                ("benchmarks/registry.sh " + String.join(" ", args)).trim());
    }

    private static int number(String option, String value) {
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(option + ": " + value + " (expected: a number, 1 to 999999)");
        }
        return Integer.parseInt(value);
    }

    /** The full size. */
    int instances() {
        return sizes.get(sizes.size() - 1);
    }

    /** Instances of each application at a size. */
    int perApplication(int size) {
        return size / world.applications();
    }
}
