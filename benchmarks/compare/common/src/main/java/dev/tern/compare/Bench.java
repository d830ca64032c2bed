package dev.tern.compare;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orchestrator. Every contender gets one server and one client JVM of its own, all of them are started and warmed
 * up once, and then each cell is run by one contender after the other, so that a ratio compares neighbours in time.
 * While one contender runs, the others' processes are idle.
 */
public final class Bench {
    private static final String CELLS = "existUser:32,createUser:32,getUser:32,listUser:32,mix:32,"
            + "existUser:1,createUser:1,getUser:1,listUser:1,mix:1,existUser:0,echo1m:1";

    private static final List<String> JVM = List.of("-Xms1g", "-Xmx1g", "-XX:MaxDirectMemorySize=1g", "-XX:+UseG1GC",
            "-Dio.netty.leakDetection.level=disabled", "-Dio.netty.leakDetectionLevel=disabled");
    private static final String[] OPENS = {"java.lang", "java.lang.invoke", "java.lang.reflect", "java.util",
        "java.util.concurrent", "java.time", "java.math", "java.net", "java.nio", "java.text", "sun.nio.ch",
        "jdk.internal.misc"};

    /** Where the contender's classes are; before {@code @} in a name like {@code tern@DIRECTORY} stands the contender. */
    private static String module(String contender) {
        for (String m : new String[] {"netty-raw", "dubbo", "tern"}) {
            if (contender.startsWith(m)) {
                return m;
            }
        }
        return contender(contender);
    }

    private static String contender(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    /** {@code tern@DIRECTORY} is Tern with the classes in the directory before its own: another version of it in the same run. */
    private static String override(String name) {
        int at = name.indexOf('@');
        return at < 0 ? "" : name.substring(at + 1) + File.pathSeparator;
    }

    private static final class Pair {
        final String name;
        final Process server;
        Process client;
        BufferedWriter to;
        BufferedReader from;
        boolean dead;

        Pair(String name, Process server) {
            this.name = name;
            this.server = server;
        }

        /** Sends one command and returns the JSON lines that came before DONE; null when the client died. */
        List<String> run(String command) {
            List<String> lines = new ArrayList<>();
            try {
                to.write(command + "\n");
                to.flush();
                for (String line; (line = from.readLine()) != null; ) {
                    if (line.equals("DONE")) {
                        return lines;
                    }
                    if (line.startsWith("{")) {
                        lines.add(line);
                    }
                }
            } catch (IOException e) {
                // below
            }
            System.err.println(name + " died in: " + command);
            dead = true;
            return null;
        }

        void stop() {
            if (client != null) {
                client.destroyForcibly();
            }
            server.destroyForcibly();
        }
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> opt = new LinkedHashMap<>(Map.of("--contenders", "netty-raw", "--rounds", "3",
                "--seconds", "3", "--settle", "0.7", "--warmup", "60", "--cells", "all", "--out", "results"));
        for (int i = 0; i + 1 < args.length; i += 2) {
            opt.put(args[i], args[i + 1]);
        }
        int rounds = Integer.parseInt(opt.get("--rounds"));
        double seconds = Double.parseDouble(opt.get("--seconds"));
        double settle = Double.parseDouble(opt.get("--settle"));
        Path out = Path.of(opt.get("--out"));
        Files.createDirectories(out);
        String cells = opt.get("--cells").equals("all") ? CELLS : opt.get("--cells");
        List<Pair> pairs = new ArrayList<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> pairs.forEach(Pair::stop)));
        List<String> json = new ArrayList<>();
        try (PrintWriter log = new PrintWriter(Files.newBufferedWriter(out.resolve("results.jsonl")), true)) {
            int port = 20_000;
            for (String name : opt.get("--contenders").split(",")) {
                Pair p = start(name, port += 10, out);
                if (p == null) {
                    continue;
                }
                pairs.add(p);
                // The hand-written one has little code to compile.
                double warm = Double.parseDouble(opt.get("--warmup")) * (name.startsWith("netty-raw") ? 0.4 : 1);
                System.err.println("warming up " + name + " for " + warm + " s");
                p.run("warm " + warm);
            }
            for (int round = 1; round <= rounds; round++) {
                for (String cell : cells.split(",")) {
                    String method = cell.substring(0, cell.indexOf(':'));
                    int threads = Integer.parseInt(cell.substring(cell.indexOf(':') + 1));
                    double f = threads == 1 ? 0.5 : 1;
                    for (Pair p : pairs) {
                        if (p.dead) {
                            continue;
                        }
                        List<String> lines = p.run("cell " + method + " " + threads + " " + settle * f + " "
                                + seconds * f + " " + round);
                        for (String printed : lines == null ? List.<String>of() : lines) {
                            String line = printed.replace(
                                    "\"contender\":\"" + contender(p.name) + "\"", "\"contender\":\"" + p.name + "\"");
                            json.add(line);
                            log.println(line);
                            System.err.println(line);
                        }
                    }
                }
            }
        }
        pairs.forEach(p -> {
            if (!p.dead) {
                try {
                    p.to.write("exit\n");
                    p.to.flush();
                } catch (IOException e) {
                    // it is stopped below
                }
            }
        });
        Thread.sleep(500);
        pairs.forEach(Pair::stop);
        String table = Report.table(json);
        Files.writeString(out.resolve("table.md"), table);
        System.out.println(table);
    }

    private static Pair start(String name, int port, Path out) throws Exception {
        Process server = launch("ServerMain", name, port).redirectErrorStream(true).start();
        Pair p = new Pair(name, server);
        BufferedReader serverOut = new BufferedReader(new InputStreamReader(server.getInputStream()));
        if (!ready(serverOut, name, "READY " + contender(name))) {
            p.stop();
            return null;
        }
        drain(serverOut);
        p.client = launch("LoadDriver", name, port)
                .redirectError(out.resolve("client-" + name.replace('/', '_') + ".err").toFile()).start();
        p.to = p.client.outputWriter(StandardCharsets.US_ASCII);
        p.from = new BufferedReader(new InputStreamReader(p.client.getInputStream()));
        if (!ready(p.from, name, "READY")) {
            p.stop();
            return null;
        }
        return p;
    }

    private static boolean ready(BufferedReader in, String name, String word) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line; (line = in.readLine()) != null; ) {
            if (line.equals(word)) {
                return true;
            }
            seen.append(line).append('\n');
        }
        System.err.println("DROPPED " + name + ": it did not start\n" + seen);
        return false;
    }

    private static void drain(BufferedReader in) {
        Thread t = new Thread(() -> {
            try {
                while (in.readLine() != null) {
                    // the frameworks' own log lines
                }
            } catch (IOException e) {
                // the process ended
            }
        });
        t.setDaemon(true);
        t.start();
    }

    private static ProcessBuilder launch(String main, String name, int port) throws IOException {
        String module = module(name);
        List<String> cmd = new ArrayList<>();
        String home = System.getenv("COMPARE_JAVA_HOME");
        cmd.add(home == null ? "java" : home + "/bin/java");
        cmd.addAll(JVM);
        for (String o : OPENS) {
            cmd.add("--add-opens");
            cmd.add("java.base/" + o + "=ALL-UNNAMED");
        }
        String extra = System.getenv("COMPARE_JVM_OPTS");
        if (extra != null && !extra.isBlank()) {
            cmd.addAll(Arrays.asList(extra.trim().split(" +")));
        }
        cmd.add("-cp");
        cmd.add(override(name) + module + "/target/classes" + File.pathSeparator + "common/target/classes" + File.pathSeparator
                + Files.readString(Path.of(module, "target", "classpath.txt")).trim());
        cmd.add("dev.tern.compare." + main);
        cmd.add(contender(name));
        cmd.add(Integer.toString(port));
        return new ProcessBuilder(cmd);
    }
}
