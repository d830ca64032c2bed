package dev.tern.compare;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs the comparison. Every contender gets a provider and a consumer process of its own; all are started and warmed up once, then each cell is run by one
 * contender after the other, round by round, so that a ratio compares neighbours in time. While one runs, the processes of the others are idle.
 *
 * <p>Exit codes: 0, everything was measured; 1, something did not start or failed (the tables hold the rest); 2, the command line is wrong.
 */
public final class Bench {
    /** Ended when this process ends, whatever the reason. */
    private final List<Contestant> running = new CopyOnWriteArrayList<>();

    private final Options options;
    private final List<String> failures = new ArrayList<>();

    private Bench(Options options) {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        int code;
        try {
            Options options = Options.parse(args);
            int release = Launcher.javaRelease();
            if (release < 21 && options.cells().stream().anyMatch(Cell::virtual)) {
                throw new IllegalArgumentException("--cells: virtual threads on JDK " + release + " (expected: COMPARE_JAVA_HOME of JDK 21 or later)");
            }
            Files.createDirectories(options.out());
            code = new Bench(options).run() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        }
        System.exit(code);
    }

    private boolean run() throws IOException, InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(Contestant::stop)));
        String report;
        if (options.startup()) {
            report = new Startup(options, this).run();
        } else {
            startAll();
            report = Report.table(measure());
        }
        running.forEach(Contestant::stop);
        if (!failures.isEmpty()) {
            report += "\nNot measured:\n\n- " + String.join("\n- ", failures) + "\n";
        }
        Files.writeString(options.out().resolve(options.startup() ? "startup.md" : "table.md"), report);
        System.out.println(report);
        return failures.isEmpty();
    }

    /** Starts every contender and warms it up; those that do not start are left out. */
    List<Contestant> startAll() throws InterruptedException {
        for (String name : options.contenders()) {
            try {
                Contestant contestant = Contestant.start(name, Launcher.freePort(), options.out());
                running.add(contestant);
                // What is written by hand has little code to compile.
                double seconds = options.warmup() * (name.startsWith("netty-raw") ? 0.4 : 1);
                System.err.println("warming up " + name + " for " + seconds + " s");
                contestant.run("warm " + seconds, seconds);
            } catch (IOException | IllegalArgumentException e) {
                failed(e.getMessage().startsWith(name + ":") ? e.getMessage() : name + ": " + e.getMessage());
            }
        }
        return running;
    }

    /** Says that something was not measured. */
    void failed(String what) {
        System.err.println("NOT MEASURED: " + what);
        failures.add(what);
    }

    private List<Result> measure() throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        try (PrintWriter log = new PrintWriter(Files.newBufferedWriter(options.out().resolve("results.jsonl")), true)) {
            for (int round = 1; round <= options.rounds(); round++) {
                for (Cell cell : options.cells()) {
                    for (Contestant contestant : running) {
                        if (contestant.failure() == null) {
                            measure(cell, contestant, round, log, results);
                        }
                    }
                }
            }
        }
        return results;
    }

    private void measure(Cell cell, Contestant contestant, int round, PrintWriter log, List<Result> results) throws InterruptedException {
        double part = cell.threads() == 1 && !cell.large() ? 0.5 : 1;
        double settle = options.settle() * part;
        double seconds = options.seconds() * part;
        try {
            for (String told : contestant.run("cell " + cell + " " + settle + " " + seconds + " " + round, settle + seconds)) {
                // Its process knows nothing of the directory in a name like tern@DIRECTORY.
                String line = told.replace(
                        "\"contender\":\"" + Launcher.contender(contestant.name()) + "\"", "\"contender\":\"" + contestant.name() + "\"");
                results.add(Result.parse(line));
                log.println(line);
                System.err.println(line);
            }
        } catch (IOException e) {
            failed(e.getMessage());
        }
    }
}
