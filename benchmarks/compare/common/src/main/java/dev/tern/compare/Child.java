package dev.tern.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A measured process. All it prints goes to a log file; lines that it {@linkplain #tell tells} are taken from here. */
final class Child {
    private static final String MARK = "#compare ";
    private static final String END = "";

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final Process process;
    private final PrintWriter commands;
    private final Path log;
    private volatile boolean stopped;

    Child(ProcessBuilder command, Path log) throws IOException {
        this.log = log;
        process = command.redirectErrorStream(true).start();
        commands = new PrintWriter(process.outputWriter(StandardCharsets.US_ASCII), true);
        Thread reader = new Thread(this::read, "read-" + log.getFileName());
        reader.setDaemon(true);
        reader.start();
    }

    /** In the measured process: says one line to who started it. */
    static void tell(String line) {
        System.out.println(MARK + line);
        System.out.flush();
    }

    void command(String line) {
        commands.println(line);
    }

    /** The next line that the process tells; null if it ended or told nothing in this time. */
    String next(double seconds) throws InterruptedException {
        String line = told.poll((long) (seconds * 1000), TimeUnit.MILLISECONDS);
        if (END.equals(line)) {
            told.add(END);
            return null;
        }
        return line;
    }

    /** Why nothing more is told. */
    String fate() throws InterruptedException {
        String state = process.waitFor(500, TimeUnit.MILLISECONDS) ? "it ended with exit code " + process.exitValue() : "no answer in time";
        return state + "; its output: " + log;
    }

    /** Ends the process, by force. */
    void stop() {
        stopped = true;
        process.destroyForcibly();
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(Files.newBufferedWriter(log), true)) {
            for (String line; (line = in.readLine()) != null; ) {
                if (line.startsWith(MARK)) {
                    told.add(line.substring(MARK.length()));
                } else {
                    out.println(line);
                }
            }
        } catch (IOException e) {
            if (!stopped) {
                throw new UncheckedIOException(e);
            }
        } finally {
            told.add(END);
        }
    }
}
