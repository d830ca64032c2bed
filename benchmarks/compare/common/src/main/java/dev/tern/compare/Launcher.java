package dev.tern.compare;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How the measured processes are started: all with the same JDK, heap and options. Runs in the folder that holds the contenders' modules. */
final class Launcher {
    private static final List<String> OPTIONS = List.of(
            "-Xms1g",
            "-Xmx1g",
            "-XX:MaxDirectMemorySize=1g",
            "-XX:+UseG1GC",
            "-Dio.netty.leakDetection.level=disabled", // Netty 4.1 and later
            "-Dio.netty.leakDetectionLevel=disabled", // before
            "--enable-native-access=ALL-UNNAMED");

    /** What the older serializers reflect on. */
    private static final List<String> OPENED = List.of(
            "java.lang",
            "java.lang.invoke",
            "java.lang.reflect",
            "java.util",
            "java.util.concurrent",
            "java.time",
            "java.math",
            "java.net",
            "java.nio",
            "java.text",
            "sun.nio.ch",
            "jdk.internal.misc");

    /** Modules whose contenders have variants; the others are called as their module is. */
    private static final List<String> FAMILIES = List.of("netty-raw", "dubbo", "grpc", "turbo", "sofa", "tern");

    /** Below the range from which systems take ports for clients. Two runs at once seldom begin at the same one. */
    private static int lastPort = 20_000 + (int) (ProcessHandle.current().pid() % 1000) * 10;

    private Launcher() {}

    /** A port that is free, as is the one behind it, and that this run has not used. */
    static int freePort() {
        while (true) {
            lastPort = lastPort < 32_000 ? lastPort + 10 : 20_000;
            if (free(lastPort) && free(lastPort + 1)) {
                return lastPort;
            }
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The command for a main class of this package; its arguments are the contender, the port and what is added here. */
    static ProcessBuilder command(Class<?> main, String name, int port, String... more) throws IOException {
        Path module = Path.of(module(name));
        Path libraries = module.resolve("target/classpath.txt");
        if (!Files.exists(libraries)) {
            throw new IllegalArgumentException("contender: " + name + " (expected: one of a module that is built; there is no " + libraries + ")");
        }
        List<String> command = new ArrayList<>();
        command.add(javaHome().resolve("bin/java").toString());
        command.addAll(OPTIONS);
        for (String packageName : OPENED) {
            command.add("--add-opens=java.base/" + packageName + "=ALL-UNNAMED");
        }
        Stream.of(System.getenv().getOrDefault("COMPARE_JVM_OPTS", "").trim().split(" +"))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.add("-cp");
        command.add(override(name) + module.resolve("target/classes") + File.pathSeparator + Files.readString(libraries).trim());
        command.addAll(List.of(main.getName(), contender(name), Integer.toString(port)));
        command.addAll(List.of(more));
        return new ProcessBuilder(command);
    }

    /** The contender in a name like {@code tern@DIRECTORY}. */
    static String contender(String name) {
        int at = name.indexOf('@');
        return at < 0 ? name : name.substring(0, at);
    }

    /** The JDK of the measured processes: COMPARE_JAVA_HOME, else that of this process. */
    static Path javaHome() {
        String home = System.getenv("COMPARE_JAVA_HOME");
        return Path.of(home == null || home.isEmpty() ? System.getProperty("java.home") : home);
    }

    /** Its feature release, such as 17. */
    static int javaRelease() throws IOException {
        Path release = javaHome().resolve("release");
        if (!Files.exists(release) || !Files.isExecutable(javaHome().resolve("bin/java"))) {
            throw new IllegalArgumentException("COMPARE_JAVA_HOME: " + javaHome() + " (expected: the folder of a JDK)");
        }
        for (String line : Files.readAllLines(release)) {
            if (line.startsWith("JAVA_VERSION=")) {
                return Runtime.Version.parse(line.substring(line.indexOf('=') + 1).replace("\"", "")).feature();
            }
        }
        throw new IllegalArgumentException("COMPARE_JAVA_HOME: " + release + " (expected: a line JAVA_VERSION)");
    }

    private static String module(String name) {
        for (String family : FAMILIES) {
            if (name.startsWith(family)) {
                return family;
            }
        }
        return contender(name);
    }

    /** With {@code tern@DIRECTORY} the classes in the directory come before those of Tern: another version of it in the same run. */
    private static String override(String name) {
        int at = name.indexOf('@');
        return at < 0 ? "" : name.substring(at + 1) + File.pathSeparator;
    }
}
