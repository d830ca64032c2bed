package dev.tern.rpc.cluster;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The text of a snapshot file: blocks with an empty line between them, values percent-encoded, and at the end the CRC-32C of all bytes before it.
 *
 * <pre>
 * tern-snapshot=1
 * application=web
 * registry=zk%3A%2F%2F127.0.0.1%3A2181%2Fshop
 *
 * service=shop.OrderService
 * heard=1767225600000                 milliseconds since 1970, by the wall clock of who wrote it
 *
 * format=1                            each instance in its one text form
 * id=orders-1f3c
 * ...
 *
 * checksum=0a1b2c3d
 * </pre>
 *
 * @param application whose file it is
 * @param registry whose lists they are
 */
record SnapshotText(String application, String registry) {

    private static final String FIRST = "tern-snapshot=";
    private static final int FORMAT = 1;
    private static final String CHECKSUM = "checksum=";

    byte[] format(Map<String, KeptList> lists) {
        StringBuilder text = new StringBuilder(header());
        new TreeMap<>(lists).forEach((service, list) -> {
            text.append("service=").append(encode(service)).append('\n');
            text.append("heard=").append(list.heardMillis()).append("\n\n");
            list.instances().forEach(instance -> text.append(instance.format()).append('\n'));
        });
        String checksum = checksum(text.toString().getBytes(StandardCharsets.UTF_8));
        text.append(CHECKSUM).append(checksum).append('\n');
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private String header() {
        return FIRST + FORMAT + "\napplication=" + encode(application) + "\nregistry=" + encode(registry) + "\n\n";
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it is not whole, not this application's and registry's, or of a format that is not known here; the message says which
     */
    Map<String, KeptList> parse(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        checkFormat(text);
        int end = text.lastIndexOf("\n" + CHECKSUM) + 1;
        byte[] before = end == 0 ? bytes : text.substring(0, end).getBytes(StandardCharsets.UTF_8);
        if (end == 0 || !text.substring(end).equals(CHECKSUM + checksum(before) + "\n")) {
            throw new IOException("is not whole: its checksum is not that of its content");
        }
        if (!text.startsWith(header())) {
            throw new IOException("is of another application or registry (expected: application " + application
                    + ", registry " + registry + ")");
        }
        try {
            return lists(text.substring(header().length(), end));
        } catch (IllegalArgumentException e) {
            throw new IOException("cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkFormat(String text) throws IOException {
        int line = text.indexOf('\n');
        if (line < 0 || !text.startsWith(FIRST)) {
            throw new IOException("is no snapshot (expected: '" + FIRST + FORMAT + "' as its first line)");
        }
        if (!text.substring(FIRST.length(), line).equals(String.valueOf(FORMAT))) {
            throw new IOException("is of format " + text.substring(FIRST.length(), line) + " (expected: " + FORMAT
                    + ", written by this version)");
        }
    }

    private static Map<String, KeptList> lists(String blocks) {
        Map<String, KeptList> lists = new TreeMap<>();
        List<Instance> instances = new ArrayList<>(); // of the last service
        for (String block : blocks.split("\n\n")) {
            if (block.startsWith("service=")) {
                String[] lines = block.split("\n");
                if (lines.length < 2 || !lines[1].startsWith("heard=")) {
                    throw new IllegalArgumentException(
                            "block " + Arrays.toString(lines) + " (expected: service=, heard=)");
                }
                instances = new ArrayList<>();
                lists.put(
                        URLDecoder.decode(lines[0].substring("service=".length()), StandardCharsets.UTF_8),
                        new KeptList(Long.parseLong(lines[1].substring("heard=".length())), instances));
            } else if (!block.isEmpty()) {
                instances.add(Instance.parse(block));
            }
        }
        return lists;
    }

    private static String checksum(byte[] bytes) {
        CRC32C sum = new CRC32C();
        sum.update(bytes);
        return String.format("%08x", sum.getValue());
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
