package dev.tern.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Medians over the rounds, and the median of the per-round ratio to netty-raw. */
public final class Report {
    private static final String BASE = "netty-raw";

    public static void main(String[] args) throws Exception {
        List<String> lines = new ArrayList<>();
        for (String file : args) {
            lines.addAll(Files.readAllLines(Path.of(file)));
        }
        System.out.println(table(lines));
    }

    static String table(List<String> json) {
        // cell -> contender -> round -> fields
        Map<String, Map<String, TreeMap<Integer, Map<String, String>>>> cells = new LinkedHashMap<>();
        for (String line : json) {
            if (!line.startsWith("{")) {
                continue;
            }
            Map<String, String> f = new LinkedHashMap<>();
            for (String pair : line.substring(1, line.length() - 1).split(",")) {
                int colon = pair.indexOf(':');
                f.put(pair.substring(1, colon - 1), pair.substring(colon + 1).replace("\"", ""));
            }
            String threads = f.get("threads");
            String cell = f.get("method") + (threads.equals("0") ? " pipelined 256"
                    : threads.startsWith("-") ? " x" + threads.substring(1) + " virtual" : " x" + threads);
            cells.computeIfAbsent(cell, k -> new LinkedHashMap<>())
                    .computeIfAbsent(f.get("contender"), k -> new TreeMap<>())
                    .put(Integer.parseInt(f.get("round")), f);
        }
        StringBuilder out = new StringBuilder();
        cells.forEach((cell, contenders) -> {
            out.append("\n### ").append(cell).append("\n\n| contender | calls/s | (min-max) | / netty-raw | p50 us | p99 us"
                    + " | p99.9 us | CPU us/call client | server | both | B/call client | server | ctxsw/call client"
                    + " | server |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
            var base = contenders.get(BASE);
            contenders.forEach((name, rounds) -> {
                List<Double> ratios = new ArrayList<>();
                List<Double> cpu = new ArrayList<>();
                List<Double> all = values(rounds, "thrpt");
                rounds.forEach((r, f) -> {
                    cpu.add(num(f, "clientCpuUs") + num(f, "serverCpuUs"));
                    if (base != null && base.containsKey(r)) {
                        ratios.add(num(f, "thrpt") / num(base.get(r), "thrpt"));
                    }
                });
                out.append(String.format(Locale.ROOT, "| %s | %.0f | %.0f-%.0f | %.3f | %.0f | %.0f | %.0f | %.1f | %.1f"
                                + " | %.1f | %.0f | %.0f | %.2f | %.2f |%n", name, median(all), Collections.min(all),
                        Collections.max(all), median(ratios), med(rounds, "p50us"), med(rounds, "p99us"),
                        med(rounds, "p999us"), med(rounds, "clientCpuUs"), med(rounds, "serverCpuUs"), median(cpu),
                        med(rounds, "clientAlloc"), med(rounds, "serverAlloc"), med(rounds, "clientSwitches"),
                        med(rounds, "serverSwitches")));
            });
        });
        return out.toString();
    }

    private static double num(Map<String, String> f, String key) {
        return Double.parseDouble(f.get(key));
    }

    private static List<Double> values(Map<Integer, Map<String, String>> rounds, String key) {
        List<Double> v = new ArrayList<>();
        rounds.values().forEach(f -> v.add(num(f, key)));
        return v;
    }

    private static double med(Map<Integer, Map<String, String>> rounds, String key) {
        return median(values(rounds, key));
    }

    private static double median(List<Double> v) {
        if (v.isEmpty()) {
            return Double.NaN;
        }
        Collections.sort(v);
        int n = v.size();
        return n % 2 == 1 ? v.get(n / 2) : (v.get(n / 2 - 1) + v.get(n / 2)) / 2;
    }
}
