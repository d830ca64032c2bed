package dev.tern.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How long a fresh process takes from {@code main} to the first answered call, as time and as CPU time.
 *
 * <ul>
 *   <li>A fresh consumer calls a provider that is running and warm.
 *   <li>A fresh provider answers a consumer that is running and warm, and tries to connect every half millisecond until somebody listens.
 * </ul>
 *
 * What the JVM takes before {@code main} is reported by itself. Rounds go through all contenders, as those of {@link Bench}.
 */
final class Startup {
    private static final double LIMIT_SECONDS = 90;

    /**
     * What one fresh process took, in milliseconds.
     *
     * @param wall from main to the first answer
     * @param jvmWall from the command to main
     * @param jvmCpu until main
     */
    private record Took(double wall, double cpu, double jvmWall, double jvmCpu) {}

    private final Options options;
    private final Bench bench;
    private final Map<String, List<Took>> consumers = new LinkedHashMap<>();
    private final Map<String, List<Took>> providers = new LinkedHashMap<>();

    Startup(Options options, Bench bench) {
        this.options = options;
        this.bench = bench;
    }

    /** Measures; the tables. */
    String run() throws InterruptedException {
        List<Contestant> warm = bench.startAll();
        for (int round = 1; round <= options.rounds(); round++) {
            for (Contestant contestant : warm) {
                if (contestant.failure() != null) {
                    continue;
                }
                try {
                    add(consumers, contestant, freshConsumer(contestant));
                    add(providers, contestant, freshProvider(contestant));
                } catch (IOException e) {
                    bench.failed(e.getMessage());
                }
            }
        }
        return table("A fresh consumer, from main to its first answer", consumers) + table("A fresh provider, from main to its first answer", providers);
    }

    private Took freshConsumer(Contestant contestant) throws IOException, InterruptedException {
        String name = contestant.name();
        long launched = System.currentTimeMillis();
        Child child = new Child(
                Launcher.command(StartupMain.class, name, contestant.port(), "consumer"), Contestant.log(options.out(), "startup-consumer", name));
        try {
            Result told = told(child, name + ": fresh consumer");
            return took(told, launched, told.number("end"));
        } finally {
            child.stop();
        }
    }

    private Took freshProvider(Contestant contestant) throws IOException, InterruptedException {
        String name = contestant.name();
        int fresh = Launcher.freePort();
        String watch = "watch " + fresh;
        contestant.begin(watch);
        long launched = System.currentTimeMillis();
        Child child = new Child(
                Launcher.command(StartupMain.class, name, fresh, "provider"), Contestant.log(options.out(), "startup-provider", name));
        try {
            double answered = Double.parseDouble(contestant.finish(watch, LIMIT_SECONDS).get(0));
            child.command("read");
            return took(told(child, name + ": fresh provider"), launched, answered);
        } finally {
            child.stop();
        }
    }

    private static Result told(Child child, String what) throws IOException, InterruptedException {
        String line = child.next(LIMIT_SECONDS);
        if (line == null) {
            throw new IOException(what + ": " + child.fate());
        }
        return Result.parse(line);
    }

    private static Took took(Result told, long launched, double answered) {
        return new Took(
                (answered - told.number("begin")) / 1e6,
                (told.number("cpuEnd") - told.number("cpuBegin")) / 1e6,
                told.number("entered") - launched,
                told.number("cpuBegin") / 1e6);
    }

    private static void add(Map<String, List<Took>> all, Contestant contestant, Took took) {
        all.computeIfAbsent(contestant.name(), name -> new ArrayList<>()).add(took);
        System.err.println(contestant.name() + " " + took);
    }

    private static String table(String title, Map<String, List<Took>> all) {
        StringBuilder out = new StringBuilder("\n### " + title + "\n\n"
                + "| contender | ms | min–max | CPU ms | before main: ms | CPU ms |\n|---|--:|--:|--:|--:|--:|\n");
        all.forEach((name, took) -> {
            List<Double> wall = values(took, Took::wall);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f–%.0f | %.0f | %.0f | %.0f |%n",
                    name,
                    Report.median(wall),
                    Collections.min(wall),
                    Collections.max(wall),
                    Report.median(values(took, Took::cpu)),
                    Report.median(values(took, Took::jvmWall)),
                    Report.median(values(took, Took::jvmCpu))));
        });
        return out.toString();
    }

    private static List<Double> values(List<Took> took, Function<Took, Double> value) {
        return took.stream().map(value).toList();
    }
}
