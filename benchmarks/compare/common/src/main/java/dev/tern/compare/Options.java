package dev.tern.compare;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command line.
 *
 * @param startup whether to measure start-up instead of calls
 * @param seconds how long a cell is measured; half of it for a cell of one thread
 * @param settle how long a cell runs before that
 * @param warmup how long each contender is warmed up before the first round, seconds
 */
record Options(
        boolean startup, List<String> contenders, int rounds, double seconds, double settle, double warmup, List<Cell> cells, Path out) {

    private static final String CONTENDERS = "netty-raw,tern,tern-nonblocking,dubbo-hessian2,dubbo-kryo,dubbo-fastjson2,dubbo-tuned,"
            + "dubbo-tuned-kryo,dubbo-tuned-fastjson2,dubbo-tri,grpc,grpc-default,turbo,turbo-protostuff,jupiter,sofa,sofa-tuned";
    private static final String STARTUP_CONTENDERS = "netty-raw,tern,grpc,dubbo-hessian2";
    private static final String CELLS = "existUser:32,createUser:32,getUser:32,listUser:32,mix:32,existUser:1,createUser:1,getUser:1,listUser:1,"
            + "mix:1,existUser:0,echo1m:1,echo10m:1,existUser+echo10m:1";

    Options {
        if (contenders.isEmpty() || contenders.stream().distinct().count() < contenders.size()) {
            throw new IllegalArgumentException("--contenders: " + contenders + " (expected: one or more, each once)");
        }
        if (rounds < 1 || seconds <= 0 || settle < 0 || warmup < 0) {
            throw new IllegalArgumentException("--rounds " + rounds + " --seconds " + seconds + " --settle " + settle + " --warmup " + warmup
                    + " (expected: at least one round, more than 0 seconds, nothing negative)");
        }
    }

    static Options parse(String[] args) {
        boolean startup = List.of(args).contains("--startup");
        Map<String, String> values = new LinkedHashMap<>(Map.of(
                "--contenders", startup ? STARTUP_CONTENDERS : CONTENDERS,
                "--rounds", startup ? "5" : "3",
                "--seconds", "3",
                "--settle", "0.7",
                "--warmup", startup ? "10" : "60",
                "--cells", CELLS,
                "--out", "results"));
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--startup")) {
                continue;
            }
            if (!values.containsKey(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " (expected: --startup, or one of " + values.keySet() + " and its value)");
            }
            values.put(args[i], args[++i]);
        }
        return new Options(
                startup,
                list(values.get("--contenders")),
                (int) number(values, "--rounds"),
                number(values, "--seconds"),
                number(values, "--settle"),
                number(values, "--warmup"),
                list(values.get("--cells")).stream().map(Cell::parse).toList(),
                Path.of(values.get("--out")));
    }

    private static double number(Map<String, String> values, String option) {
        try {
            return Double.parseDouble(values.get(option));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + ": " + values.get(option) + " (expected: a number)", e);
        }
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(",")).map(String::trim).filter(entry -> !entry.isEmpty()).toList();
    }
}
