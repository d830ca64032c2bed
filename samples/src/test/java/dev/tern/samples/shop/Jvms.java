package dev.tern.samples.shop;

import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * JVMs that a test starts, with the test's own class path. Each writes all it has to say to a file of its name under
 * {@code target/it/}. None outlives the test: closing this ends them all, the last one first.
 */
final class Jvms implements AutoCloseable {

    /** Generous, because the machine may be busy; what must be quick is measured by the test itself. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final List<String> prefix;
    private final Deque<Jvm> started = new ArrayDeque<>();

    Jvms(String test) throws IOException {
        this(test, List.of());
    }

    /**
     * JVMs that are started by a command of their own.
     *
     * @param prefix the command, which becomes the JVM whose command line follows it
     */
    Jvms(String test, List<String> prefix) throws IOException {
        this.prefix = prefix;
        directory = Path.of("target", "it", test);
        Files.createDirectories(directory);
    }

    Jvm start(String name, Class<?> main, String... arguments) throws IOException {
        return start(name, List.of(), main, arguments);
    }

    Jvm start(String name, List<String> options, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms32m",
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(Arrays.asList(arguments));
        Path output = directory.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Jvm jvm = new Jvm(name, process, output);
        started.push(jvm);
        return jvm;
    }

    /** Where the outputs are; for what else a JVM is to write. */
    Path directory() {
        return directory;
    }

    /** A file in that directory that does not exist yet. */
    Path newFile(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        return file;
    }

    @Override
    public void close() {
        for (Jvm jvm : started) {
            jvm.process.destroyForcibly();
            jvm.process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    /** One of them. */
    record Jvm(String name, Process process, Path output) {

        /** Waits until the JVM has written what the pattern finds. */
        MatchResult awaitOutput(String pattern) {
            Pattern compiled = Pattern.compile(pattern, Pattern.MULTILINE);
            return await(name + " writes '" + pattern + "' to " + output)
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> find(compiled), found -> found.size() > 0)
                    .get(0);
        }

        private List<MatchResult> find(Pattern pattern) throws IOException {
            boolean alive = process.isAlive(); // before reading: what it wrote before its end counts
            List<MatchResult> found = pattern.matcher(text()).results().limit(1).toList();
            if (found.isEmpty() && !alive) {
                throw new AssertionError(name + " ended without writing '" + pattern + "', see " + output);
            }
            return found;
        }

        String text() throws IOException {
            return Files.readString(output);
        }

        /** What is left of its heap after a collection. */
        long heapBytes() throws IOException {
            try {
                VirtualMachine machine = VirtualMachine.attach(String.valueOf(process.pid()));
                String address = machine.startLocalManagementAgent();
                machine.detach();
                try (JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address))) {
                    MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                            connector.getMBeanServerConnection(),
                            ManagementFactory.MEMORY_MXBEAN_NAME,
                            MemoryMXBean.class);
                    memory.gc();
                    return memory.getHeapMemoryUsage().getUsed();
                }
            } catch (AttachNotSupportedException e) {
                throw new IOException(name + " lets nobody look into it", e);
            }
        }

        /** Waits until the JVM ends by itself. */
        int awaitExit() throws InterruptedException {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(name + " runs for more than " + LIMIT + ", see " + output);
            }
            return process.exitValue();
        }

        /** Stops all its threads; the system keeps its connections. */
        void stop() throws IOException, InterruptedException {
            signal("STOP");
        }

        /** Lets a stopped one go on. */
        void resume() throws IOException, InterruptedException {
            signal("CONT");
        }

        private void signal(String signal) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) {
                throw new IOException(name + ", process " + process.pid() + ", did not get the signal " + signal);
            }
        }

        /** Kills the JVM as {@code kill -9} does, and returns once it is gone. */
        void kill() throws InterruptedException {
            process.destroyForcibly();
            awaitExit();
        }
    }
}
