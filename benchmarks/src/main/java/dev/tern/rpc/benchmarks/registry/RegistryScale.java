package dev.tern.rpc.benchmarks.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures the layouts one after the other and writes the tables. Forks all processes that it needs: one ZooKeeper, one with all providers, some
 * with the consumers. They end with this one.
 */
public final class RegistryScale {

    private RegistryScale() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Map<Layout, Findings> findings = new EnumMap<>(Layout.class);
        for (Layout layout : options.layouts()) {
            System.out.println(layout.title() + ":");
            Path folder = Files.createTempDirectory("registry-scale-");
            try {
                findings.put(layout, Scenario.run(layout, options, folder));
            } catch (RuntimeException e) {
                System.err.println("logs: " + folder);
                throw e;
            }
            delete(folder);
            Files.writeString(options.out(), Report.format(options, findings)); // what there is so far
        }
        System.out.println("written to " + options.out());
        System.exit(0);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
