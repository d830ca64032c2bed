package dev.tern.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The tables: medians over the rounds; a ratio is the median of the ratios within each round. */
public final class Report {
    private static final String BASE = "netty-raw";

    /** The results of one contender in one cell, by round. */
    private static final class Rounds extends TreeMap<Integer, Result> {
        private static final long serialVersionUID = 1L;
    }

    private final Map<Cell, Map<String, Rounds>> cells = new LinkedHashMap<>();

    private Report(Collection<Result> results) {
        for (Result result : results) {
            cells.computeIfAbsent(result.cell(), cell -> new LinkedHashMap<>())
                    .computeIfAbsent(result.contender(), contender -> new Rounds())
                    .put(result.round(), result);
        }
    }

    /** Prints the tables of the given {@code results.jsonl} files, taken together. */
    public static void main(String[] args) throws IOException {
        List<Result> results = new ArrayList<>();
        for (String file : args) {
            Files.readAllLines(Path.of(file)).forEach(line -> results.add(Result.parse(line)));
        }
        System.out.println(table(results));
    }

    static String table(Collection<Result> results) {
        StringBuilder out = new StringBuilder();
        Report report = new Report(results);
        report.cells.forEach((cell, contenders) -> {
            out.append("\n### ").append(cell.title()).append("\n\n");
            if (cell.beside() == null) {
                calls(cell, contenders, out);
            } else {
                report.beside(cell, contenders, out);
            }
        });
        return out.toString();
    }

    private static void calls(Cell cell, Map<String, Rounds> contenders, StringBuilder out) {
        out.append("| contender | calls/s | min–max | / ").append(BASE).append(" | p50 µs | p99 µs | p99 / ").append(BASE)
                .append(" | p99.9 µs | CPU µs/call | bytes/call | switches/call |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        Rounds base = contenders.get(BASE);
        contenders.forEach((name, rounds) -> {
            List<Double> rates = values(rounds, result -> result.number("rate"));
            String times = cell.pipelined()
                    ? " – | – | – | – |"
                    : String.format(
                            Locale.ROOT,
                            " %.0f | %.0f | %s | %.0f |",
                            median(rounds, "p50us"),
                            median(rounds, "p99us"),
                            ratio(rounds, base, "p99us"),
                            median(rounds, "p999us"));
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f–%.0f | %s |%s %s | %s | %s |%n",
                    name,
                    median(rates),
                    Collections.min(rates),
                    Collections.max(rates),
                    ratio(rounds, base, "rate"),
                    times,
                    sides(rounds, "CpuUs", 1),
                    sides(rounds, "Bytes", 0),
                    sides(rounds, "Switches", 2)));
        });
    }

    /** CPU time and bytes are left out here: they would be those of the calls beside. */
    private void beside(Cell cell, Map<String, Rounds> contenders, StringBuilder out) {
        out.append("| contender | calls/s | min–max | p50 µs | p99 µs | p99 / ").append(BASE)
                .append(" | p99 / its own alone | beside, MiB/s each way |\n|---|--:|--:|--:|--:|--:|--:|--:|\n");
        Rounds base = contenders.get(BASE);
        contenders.forEach((name, rounds) -> {
            List<Double> rates = values(rounds, result -> result.number("rate"));
            double mebibytes = cell.beside().echoBytes() / (double) (1 << 20);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f–%.0f | %.0f | %.0f | %s | %s | %.0f |%n",
                    name,
                    median(rates),
                    Collections.min(rates),
                    Collections.max(rates),
                    median(rounds, "p50us"),
                    median(rounds, "p99us"),
                    ratio(rounds, base, "p99us"),
                    ratio(rounds, cells.getOrDefault(cell.alone(), Map.of()).get(name), "p99us"),
                    median(rounds, "besideRate") * mebibytes));
        });
    }

    /** Of both sides together, then of consumer and provider. */
    private static String sides(Rounds rounds, String field, int digits) {
        String number = "%." + digits + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + " + " + number + ")",
                median(values(rounds, result -> result.both(field))),
                median(rounds, "consumer" + field),
                median(rounds, "provider" + field));
    }

    private static String ratio(Rounds rounds, Rounds base, String field) {
        List<Double> ratios = new ArrayList<>();
        rounds.forEach((round, result) -> {
            if (base != null && base.containsKey(round)) {
                ratios.add(result.number(field) / base.get(round).number(field));
            }
        });
        return ratios.isEmpty() ? "–" : String.format(Locale.ROOT, "%.3f", median(ratios));
    }

    private static double median(Rounds rounds, String field) {
        return median(values(rounds, result -> result.number(field)));
    }

    private static List<Double> values(Rounds rounds, Function<Result, Double> value) {
        return rounds.values().stream().map(value).toList();
    }

    static double median(Collection<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
