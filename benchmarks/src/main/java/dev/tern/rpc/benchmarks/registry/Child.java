package dev.tern.rpc.benchmarks.registry;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A measured process, as the driver has it. What it prints besides the protocol of {@link Role} goes to a log file. */
final class Child implements AutoCloseable {

    private final String name;
    private final Process process;
    private final PrintWriter commands;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> reports;

    private Child(String name, Process process, Path log, BlockingQueue<String> reports) {
        this.name = name;
        this.process = process;
        this.reports = reports;
        this.commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        Thread reader = new Thread(() -> read(log), "read-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a JVM with this process' class path.
     *
     * @param reports take the lines that are no answers
     */
    static Child start(
            String name, Path folder, BlockingQueue<String> reports, List<String> options, String main, String... args)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new Child(name, process, folder.resolve(name + ".log"), reports);
    }

    private void read(Path log) {
        try (BufferedReader in =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(Files.newBufferedWriter(log), true)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!line.startsWith(Role.MARK)) {
                    out.println(line);
                } else if (line.startsWith(Role.MARK + "ok") || line.startsWith(Role.MARK + "failed")) {
                    answers.add(line.substring(Role.MARK.length()));
                } else {
                    reports.add(line.substring(Role.MARK.length()));
                }
            }
        } catch (IOException e) {
            answers.add("failed: " + e);
        }
        answers.add("failed: the process has ended");
    }

    void send(String command) {
        commands.println(command);
    }

    /** The answer to the oldest command that was not answered yet; its numbers. */
    long[] answer(int seconds) throws InterruptedException {
        String answer = answers.poll(seconds, TimeUnit.SECONDS);
        if (answer == null || !answer.startsWith("ok")) {
            throw new IllegalStateException(name + ": " + answer + " (expected: an answer within " + seconds + " s)");
        }
        return List.of(answer.split(" ")).stream()
                .skip(1)
                .mapToLong(Long::parseLong)
                .toArray();
    }

    long[] ask(String command, int seconds) throws InterruptedException {
        send(command);
        return answer(seconds);
    }

    /** Ends the process, by force. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
