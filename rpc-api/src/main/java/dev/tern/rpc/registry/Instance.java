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

/**
 * A running process that provides services, as a registry holds it.
 *
 * @param id unique for each start of a process; of letters, digits, {@code -}, {@code _} and {@code .}; empty if it is not known
 * @param application the name that all instances of a program share; the same characters
 * @param addresses by name, {@code host:port}; the calls go to {@link #RPC_ADDRESS}
 * @param zone where it runs; may be empty
 * @param tags for routing
 * @param weight its share of the calls, 0 to 10,000; 100 is ordinary
 * @param ready false while it should get no calls
 * @param services what it provides; empty if it is not known
 */
public record Instance(
        String id,
        String application,
        Map<String, String> addresses,
        String zone,
        Set<String> tags,
        int weight,
        boolean ready,
        List<ProvidedService> services) {

    /** The name of the address that takes calls. */
    public static final String RPC_ADDRESS = "tern";

    private static final int FORMAT = 1;

    /** Copies the collections and checks the values. */
    public Instance {
        if (!id.isEmpty()) {
            checkName("id", id);
        }
        checkName("application", application);
        if (weight < 0 || weight > 10_000) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 0 to 10000)");
        }
        addresses = Map.copyOf(addresses);
        tags = Set.copyOf(tags);
        services = List.copyOf(services);
    }

    /** An instance of ordinary weight, ready, without zone and tags. */
    public static Instance of(String id, String application, String address, List<ProvidedService> services) {
        return new Instance(id, application, Map.of(RPC_ADDRESS, address), "", Set.of(), 100, true, services);
    }

    /** The same with another readiness. */
    public Instance withReady(boolean nowReady) {
        return new Instance(id, application, addresses, zone, tags, weight, nowReady, services);
    }

    /** The same with another share of the calls. */
    public Instance withWeight(int newWeight) {
        return new Instance(id, application, addresses, zone, tags, newWeight, ready, services);
    }

    /** The same with other tags. */
    public Instance withTags(Set<String> newTags) {
        return new Instance(id, application, addresses, zone, newTags, weight, ready, services);
    }

    /** Refuses a name that could not be a node's name in a registry. */
    public static void checkName(String what, String name) {
        if (!name.matches("[A-Za-z0-9_.-]{1,200}") || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    what + ": '" + name + "' (expected: 1 to 200 letters, digits, '-', '_' or '.')");
        }
    }

    /**
     * The one text form: lines of {@code key=value}, values percent-encoded, in a fixed order.
     *
     * <pre>
     * format=1
     * id=orders-1f3c
     * application=orders
     * address.tern=127.0.0.1%3A20880
     * zone=
     * tags=stable,canary
     * weight=100
     * ready=true
     * service=shop.OrderService,group,version,00000000deadbeef
     * </pre>
     */
    public String format() {
        StringBuilder text = new StringBuilder(256);
        line(text, "format", String.valueOf(FORMAT));
        line(text, "id", encode(id));
        line(text, "application", encode(application));
        new TreeMap<>(addresses).forEach((name, address) -> line(text, "address." + encode(name), encode(address)));
        line(text, "zone", encode(zone));
        List<String> encodedTags = new ArrayList<>();
        new TreeSet<>(tags).forEach(tag -> encodedTags.add(encode(tag)));
        line(text, "tags", String.join(",", encodedTags));
        line(text, "weight", String.valueOf(weight));
        line(text, "ready", String.valueOf(ready));
        for (ProvidedService service : services) {
            line(
                    text,
                    "service",
                    encode(service.name()) + "," + encode(service.group()) + "," + encode(service.version()) + ","
                            + String.format("%016x", service.hash()));
        }
        return text.toString();
    }

    /**
     * Reads the text form. Unknown keys are left out, so that newer instances can tell more.
     *
     * @throws IllegalArgumentException if the text is not an instance; the message names the line
     */
    public static Instance parse(String text) {
        String id = "";
        String application = "";
        Map<String, String> addresses = new TreeMap<>();
        String zone = "";
        Set<String> tags = new TreeSet<>();
        int weight = 100;
        boolean ready = true;
        List<ProvidedService> services = new ArrayList<>();
        for (String line : text.split("\n")) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("instance line '" + line + "' (expected: key=value)");
            }
            String key = line.substring(0, equals);
            String value = line.substring(equals + 1);
            try {
                switch (key) {
                    case "format" -> checkFormat(Integer.parseInt(value));
                    case "id" -> id = decode(value);
                    case "application" -> application = decode(value);
                    case "zone" -> zone = decode(value);
                    case "tags" -> readTags(value, tags);
                    case "weight" -> weight = Integer.parseInt(value);
                    case "ready" -> ready = Boolean.parseBoolean(value);
                    case "service" -> services.add(readService(value));
                    default -> {
                        if (key.startsWith("address.")) {
                            addresses.put(decode(key.substring("address.".length())), decode(value));
                        }
                    }
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("instance line '" + line + "': " + e.getMessage(), e);
            }
        }
        return new Instance(id, application, addresses, zone, tags, weight, ready, services);
    }

    private static void checkFormat(int format) {
        if (format < FORMAT) {
            throw new IllegalArgumentException("format " + format + " (expected: >= " + FORMAT + ")");
        }
    }

    private static void readTags(String value, Set<String> tags) {
        for (String tag : value.split(",")) {
            if (!tag.isEmpty()) {
                tags.add(decode(tag));
            }
        }
    }

    private static ProvidedService readService(String value) {
        String[] parts = value.split(",", -1);
        if (parts.length < 4) {
            throw new IllegalArgumentException(parts.length + " parts (expected: name,group,version,hash)");
        }
        return new ProvidedService(
                decode(parts[0]), decode(parts[1]), decode(parts[2]), Long.parseUnsignedLong(parts[3], 16));
    }

    private static void line(StringBuilder text, String key, String value) {
        text.append(key).append('=').append(value).append('\n');
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String decode(String value) {
        return URLDecoder.decode(value, StandardCharsets.UTF_8);
    }
}
