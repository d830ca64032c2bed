package dev.tern.rpc.registry;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes and reads the text form of an {@link Instance}. To read takes time in proportion to the text, whatever it holds. */
final class InstanceText {

    private static final int FORMAT = 1;
    private static final String ADDRESS = "address.";

    private String id = "";
    private String application = "";
    private String zone = "";
    private int weight = 100;
    private boolean ready = true;
    private final Map<String, String> addresses = new TreeMap<>();
    private final Set<String> tags = new TreeSet<>();
    private final List<ProvidedService> services = new ArrayList<>();

    private InstanceText() {}

    static String format(Instance instance) {
        StringBuilder text = new StringBuilder(256);
        line(text, "format", String.valueOf(FORMAT));
        line(text, "id", encode(instance.id()));
        line(text, "application", encode(instance.application()));
        new TreeMap<>(instance.addresses())
                .forEach((name, address) -> line(text, ADDRESS + encode(name), encode(address)));
        line(text, "zone", encode(instance.zone()));
        List<String> encodedTags = new ArrayList<>();
        new TreeSet<>(instance.tags()).forEach(tag -> encodedTags.add(encode(tag)));
        line(text, "tags", String.join(",", encodedTags));
        line(text, "weight", String.valueOf(instance.weight()));
        line(text, "ready", String.valueOf(instance.ready()));
        for (ProvidedService service : instance.services()) {
            line(
                    text,
                    "service",
                    encode(service.name()) + "," + encode(service.group()) + "," + encode(service.version()) + ","
                            + String.format("%016x", service.hash()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static Instance parse(String text) {
        if (text.length() > Instance.TEXT_LIMIT) {
            throw new IllegalArgumentException("instance text of " + text.length() + " characters (expected: at most "
                    + Instance.TEXT_LIMIT + ")");
        }
        InstanceText read = new InstanceText();
        for (String line : text.split("\n")) {
            try {
                read.line(line);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "instance line '" + Instance.shown(line) + "': "
                                + Instance.shown(String.valueOf(e.getMessage())),
                        e);
            }
        }
        return new Instance(
                read.id,
                read.application,
                read.addresses,
                read.zone,
                read.tags,
                read.weight,
                read.ready,
                read.services);
    }

    private void line(String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("no '=' (expected: key=value)");
        }
        String key = line.substring(0, equals);
        String value = line.substring(equals + 1);
        switch (key) {
            case "format" -> checkFormat(Integer.parseInt(value));
            case "id" -> id = decode(value);
            case "application" -> application = decode(value);
            case "zone" -> zone = decode(value);
            case "tags" -> readTags(value);
            case "weight" -> weight = Integer.parseInt(value);
            case "ready" -> ready = Boolean.parseBoolean(value);
            case "service" -> services.add(service(value));
            default -> {
                if (key.startsWith(ADDRESS)) {
                    addresses.put(decode(key.substring(ADDRESS.length())), decode(value));
                }
            }
        }
    }

    private static void checkFormat(int format) {
        if (format != FORMAT) {
            throw new IllegalArgumentException("format " + format + " (expected: " + FORMAT
                    + (format > FORMAT ? "; a newer program wrote it" : "") + ")");
        }
    }

    private void readTags(String value) {
        for (String tag : value.split(",")) {
            if (!tag.isEmpty()) {
                tags.add(decode(tag));
            }
        }
    }

    private static ProvidedService service(String value) {
        String[] parts = value.split(",", -1);
        if (parts.length < 4) {
            throw new IllegalArgumentException(parts.length + " parts (expected: name,group,version,hash)");
        }
        return new ProvidedService(
                decode(parts[0]), decode(parts[1]), decode(parts[2]), Long.parseUnsignedLong(parts[3], 16));
    }

    private static String decode(String value) {
        boolean plain = value.indexOf('%') < 0 && value.indexOf('+') < 0; // nearly always
        return plain ? value : URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
