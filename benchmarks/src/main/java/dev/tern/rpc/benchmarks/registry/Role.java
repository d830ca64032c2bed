package dev.tern.rpc.benchmarks.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The side of a measured process in the protocol with the driver: a line on the standard input is a command, and is answered by one line on the
 * standard output, {@code ok} or {@code failed}. Other lines report what happened. The process ends when its input does, whatever it is doing.
 */
final class Role {

    /** Begins the lines that are meant for the driver. */
    static final String MARK = "#scale ";

    private Role() {}

    /** Answers commands for the rest of the process. */
    static void run(Commands commands) throws InterruptedException {
        BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        Thread reader = new Thread(() -> read(lines), "commands");
        reader.setDaemon(true);
        reader.start();
        tell("ok");
        while (true) {
            String line = lines.take();
            try {
                tell(("ok " + commands.run(line.split(" "))).trim());
            } catch (Exception e) { // the driver is to know
                e.printStackTrace();
                tell("failed " + line + ": " + e.toString().replace('\n', ' '));
            }
        }
    }

    private static void read(BlockingQueue<String> lines) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            e.printStackTrace();
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }

    /** Says one line to the driver. Any thread may. */
    static void tell(String line) {
        System.out.println(MARK + line);
    }

    /** Runs a command, whose words these are; what it returns is its answer. */
    @FunctionalInterface
    interface Commands {
        Object run(String[] words) throws Exception;
    }
}
