package dev.tern.rpc.cluster;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The text of a snapshot file: blocks with an empty line between them, values percent-encoded, and at the end the CRC-32C of all bytes before it. An instance that provides several services is
 * there once, as the list that was heard last has it.
 *
 * <pre>
 * tern-snapshot=2
 * application=web
 * registry=zk%3A%2F%2F127.0.0.1%3A2181%2Fshop
 *
 * format=1                            each instance in its one text form
 * id=orders-1f3c
 * application=orders
 * ...
 *
 * service=shop.OrderService
 * heard=1767225600000                 milliseconds since 1970, by the wall clock of who wrote it
 * instance=orders/orders-1f3c         application and id of one above
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
    private static final int FORMAT = 2;
    private static final String SERVICE = "service=";
    private static final String HEARD = "heard=";
    private static final String INSTANCE = "instance=";
    private static final String CHECKSUM = "checksum=";

    // ---------------------------------------------------------------- writing

    /**
     * Writes lists. Left out are instances that could not be read back, and services of which nobody is left.
     *
     * @throws IOException if the text is longer
     */
    byte[] format(Map<String, KeptList> lists, int maxBytes) throws IOException {
        StringBuilder text = new StringBuilder(header()); // as many bytes as characters: all is percent-encoded
        Set<String> written = new HashSet<>();
        for (Instance instance : onceEach(lists.values())) {
            String one = instance.format();
            if (isReadable(one)) {
                written.add(key(instance));
                append(text, one + "\n", maxBytes);
            }
        }
        for (Map.Entry<String, KeptList> entry : new TreeMap<>(lists).entrySet()) {
            String members = entry.getValue().instances().stream()
                    .map(SnapshotText::key)
                    .filter(written::contains)
                    .distinct()
                    .map(key -> INSTANCE + key + "\n")
                    .collect(Collectors.joining());
            if (!members.isEmpty()) {
                String heard = HEARD + entry.getValue().heardMillis() + "\n";
                append(text, SERVICE + encode(entry.getKey()) + "\n" + heard + members + "\n", maxBytes);
            }
        }
        String checksum = checksum(text.toString().getBytes(StandardCharsets.UTF_8));
        append(text, CHECKSUM + checksum + "\n", maxBytes);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What was heard later replaces what was heard before. */
    private static Collection<Instance> onceEach(Collection<KeptList> lists) {
        Map<String, Instance> found = new TreeMap<>();
        lists.stream()
                .sorted(Comparator.comparingLong(KeptList::heardMillis))
                .forEach(list -> list.instances().forEach(instance -> found.put(key(instance), instance)));
        return found.values();
    }

    private static boolean isReadable(String one) {
        try {
            Instance.parse(one);
            return one.length() <= Instance.TEXT_LIMIT;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void append(StringBuilder text, String part, int maxBytes) throws IOException {
        if (text.length() + part.length() > maxBytes) {
            throw new IOException("the lists of services have more than " + maxBytes + " bytes (expected: fewer)");
        }
        text.append(part);
    }

    private String header() {
        return FIRST + FORMAT + "\napplication=" + encode(application) + "\nregistry=" + encode(registry) + "\n\n";
    }

    /** Neither can contain the slash. */
    private static String key(Instance instance) {
        return instance.application() + "/" + instance.id();
    }

    // ---------------------------------------------------------------- reading

    /**
     * Reads a file. Of an older format nothing is read.
     *
     * @param skipped hears of entries that cannot be read
     * @throws IOException if it is not whole, not this application's and registry's, or of a format that is not known here; the message says which
     */
    Map<String, KeptList> parse(byte[] bytes, Consumer<IOException> skipped) throws IOException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (isOlder(text)) {
            return Map.of();
        }
        int end = text.lastIndexOf("\n" + CHECKSUM) + 1;
        byte[] before = end == 0 ? bytes : text.substring(0, end).getBytes(StandardCharsets.UTF_8);
        if (end == 0 || !text.substring(end).equals(CHECKSUM + checksum(before) + "\n")) {
            throw new IOException("is not whole: its checksum is not that of its content");
        }
        if (!text.startsWith(header())) {
            throw new IOException("is of another application or registry (expected: application " + application
                    + ", registry " + registry + ")");
        }
        return lists(text.substring(header().length(), end), skipped);
    }

    private static boolean isOlder(String text) throws IOException {
        int line = text.indexOf('\n');
        if (line < 0 || !text.startsWith(FIRST)) {
            throw new IOException("is no snapshot (expected: '" + FIRST + FORMAT + "' as its first line)");
        }
        String format = text.substring(FIRST.length(), line);
        if (format.equals("1")) {
            return true;
        }
        if (!format.equals(String.valueOf(FORMAT))) {
            throw new IOException("is of format " + format + " (expected: " + FORMAT + ", written by this version)");
        }
        return false;
    }

    private static Map<String, KeptList> lists(String blocks, Consumer<IOException> skipped) {
        Map<String, Instance> instances = new HashMap<>();
        Map<String, KeptList> lists = new TreeMap<>();
        for (String block : blocks.split("\n\n")) {
            try {
                if (block.startsWith(SERVICE)) {
                    addList(block.split("\n"), instances, lists);
                } else if (!block.isEmpty()) {
                    Instance instance = Instance.parse(block);
                    instances.put(key(instance), instance);
                }
            } catch (IllegalArgumentException e) {
                skipped.accept(new IOException("has an entry that cannot be read: " + e.getMessage()));
            }
        }
        return lists;
    }

    private static void addList(String[] lines, Map<String, Instance> instances, Map<String, KeptList> lists) {
        if (lines.length < 2 || !lines[1].startsWith(HEARD)) {
            throw new IllegalArgumentException("'" + lines[0] + "' (expected: service=, heard=)");
        }
        String service = URLDecoder.decode(lines[0].substring(SERVICE.length()), StandardCharsets.UTF_8);
        long heard = Long.parseLong(lines[1].substring(HEARD.length()));
        List<Instance> members = Arrays.stream(lines)
                .filter(line -> line.startsWith(INSTANCE))
                .map(line -> instances.get(line.substring(INSTANCE.length())))
                .filter(Objects::nonNull) // those that were skipped
                .toList();
        if (!members.isEmpty()) {
            lists.put(service, new KeptList(heard, members));
        }
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
