package dev.tern.samples.shop;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A link to a network namespace of its own, which can be taken down: two virtual Ethernet devices of Linux, with addresses that are reserved for tests of networks (RFC 2544). To make
 * one takes {@code ip} and the rights of root. What is down is the far end, as when a cable is pulled at the switch: the near address stays, nothing passes, no connection ends.
 */
final class NetworkLink implements AutoCloseable {

    private final String namespace;
    private final String near;
    private final String far;
    private final String network;

    private NetworkLink(long number) {
        namespace = "tern-" + number;
        near = "tern-n" + number % 100_000; // a device's name has at most 15 characters
        far = "tern-f" + number % 100_000;
        network = "198.18." + number % 256 + ".";
    }

    /** A link that is up. */
    static NetworkLink open() throws IOException {
        NetworkLink link = new NetworkLink(ProcessHandle.current().pid());
        ip("netns", "add", link.namespace);
        try {
            ip("link", "add", link.near, "type", "veth", "peer", "name", link.far, "netns", link.namespace);
            ip("addr", "add", link.network + "1/30", "dev", link.near);
            ip("link", "set", link.near, "up");
            ip("-n", link.namespace, "addr", "add", link.farAddress() + "/30", "dev", link.far);
            ip("-n", link.namespace, "link", "set", "lo", "up");
            link.up();
            return link;
        } catch (IOException e) {
            link.close();
            throw e;
        }
    }

    /** The address of the far end. */
    String farAddress() {
        return network + "2";
    }

    /** What becomes a process at the far end, with the command that follows it. */
    List<String> farCommand() {
        return List.of("ip", "netns", "exec", namespace);
    }

    void down() throws IOException {
        ip("-n", namespace, "link", "set", far, "down");
    }

    void up() throws IOException {
        ip("-n", namespace, "link", "set", far, "up");
    }

    /** Removes all of it; both devices go with the namespace. */
    @Override
    public void close() throws IOException {
        ip("netns", "del", namespace);
    }

    private static void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(command + " was interrupted");
        }
    }
}
