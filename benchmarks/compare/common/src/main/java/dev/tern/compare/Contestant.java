package dev.tern.compare;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A contender in a run: its provider's and its consumer's process. */
final class Contestant {
    private static final double START_SECONDS = 90;
    private static final double ANSWER_SECONDS = 120;

    private final String name;
    private final int port;
    private final Child provider;
    private final Child consumer;
    private String failure;

    private Contestant(String name, int port, Child provider, Child consumer) {
        this.name = name;
        this.port = port;
        this.provider = provider;
        this.consumer = consumer;
    }

    /** Starts both; an {@link IOException} says which one did not start, and why. */
    static Contestant start(String name, int port, Path out) throws IOException, InterruptedException {
        Child provider = new Child(Launcher.command(ProviderMain.class, name, port), log(out, "provider", name));
        Child consumer = null;
        boolean started = false;
        try {
            ready("provider", provider);
            consumer = new Child(Launcher.command(ConsumerMain.class, name, port), log(out, "consumer", name));
            ready("consumer", consumer);
            started = true;
            return new Contestant(name, port, provider, consumer);
        } finally {
            if (!started) {
                provider.stop();
                if (consumer != null) {
                    consumer.stop();
                }
            }
        }
    }

    /** Where a process of a contender prints to. */
    static Path log(Path out, String role, String name) {
        return out.resolve(role + "-" + name.replace('/', '_') + ".log").toAbsolutePath();
    }

    String name() {
        return name;
    }

    /** Where the provider listens. */
    int port() {
        return port;
    }

    /** Why it cannot go on; null as long as it can. */
    String failure() {
        return failure;
    }

    /**
     * Gives the consumer a command and waits until it is carried out.
     *
     * @param seconds how long that takes by itself
     * @return the lines that were told
     * @throws IOException if it failed; if {@link #failure} is set then, for good
     */
    List<String> run(String command, double seconds) throws IOException, InterruptedException {
        begin(command);
        return finish(command, seconds);
    }

    /** Gives the consumer a command and does not wait. */
    void begin(String command) {
        consumer.command(command);
    }

    /** The second half of {@link #run}. */
    List<String> finish(String command, double seconds) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        String line;
        while ((line = consumer.next(seconds + ANSWER_SECONDS)) != null) {
            if (line.equals("DONE")) {
                return lines;
            }
            if (line.startsWith("FAILED")) {
                throw new IOException(name + ": " + command + ": " + line.substring(7));
            }
            lines.add(line);
        }
        failure = name + ": " + command + ": the consumer: " + consumer.fate();
        throw new IOException(failure);
    }

    void stop() {
        consumer.stop();
        provider.stop();
    }

    private static void ready(String role, Child child) throws IOException, InterruptedException {
        if (!"READY".equals(child.next(START_SECONDS))) {
            throw new IOException("the " + role + " did not start: " + child.fate());
        }
    }
}
