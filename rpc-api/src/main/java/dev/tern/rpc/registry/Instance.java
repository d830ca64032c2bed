package dev.tern.rpc.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A running process that provides services, as a registry holds it. Anybody may have written what a registry holds, so all of it is limited: no
 * zone, tag, address, service, group or version is longer than 500 characters.
 *
 * @param id unique for each start of a process; of letters, digits, {@code -}, {@code _} and {@code .}; empty if it is not known
 * @param application the name that all instances of a program share; the same characters
 * @param addresses by name, {@code host:port}, 20 at most; the calls go to {@link #RPC_ADDRESS}
 * @param zone where it runs; may be empty
 * @param tags for routing, 100 at most
 * @param weight its share of the calls, 0 to 10,000; 100 is ordinary
 * @param ready false while it should get no calls
 * @param services what it provides, 1,000 at most; empty if it is not known
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

    /** The longest text form that registries write and read, in bytes of UTF-8, which are its characters too. */
    public static final int TEXT_LIMIT = 64 * 1024;

    private static final int SERVICES_LIMIT = 1_000;
    private static final int TAGS_LIMIT = 100;
    private static final int ADDRESSES_LIMIT = 20;
    private static final int LENGTH_LIMIT = 500;
    private static final int SHOWN = 100;
    private static final int NAME_LIMIT = 200;

    /**
     * Copies the collections and checks the values.
     *
     * @throws IllegalArgumentException if one is not as described; the message is short, however long the value is
     */
    public Instance {
        if (!id.isEmpty()) {
            checkName("id", id);
        }
        checkName("application", application);
        if (weight < 0 || weight > 10_000) {
            throw new IllegalArgumentException("weight: " + weight + " (expected: 0 to 10000)");
        }
        checkCount("services", services.size(), SERVICES_LIMIT);
        checkCount("tags", tags.size(), TAGS_LIMIT);
        checkCount("addresses", addresses.size(), ADDRESSES_LIMIT);
        checkLength("zone", zone);
        tags.forEach(tag -> checkLength("tag", tag));
        addresses.forEach(Instance::checkAddress);
        services.forEach(Instance::checkService);
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
        if (name.length() > NAME_LIMIT
                || !isWord(name, 0, name.length(), "_.-")
                || name.equals(".")
                || name.equals("..")) {
            throw new IllegalArgumentException(
                    what + ": '" + shown(name) + "' (expected: 1 to 200 letters, digits, '-', '_' or '.')");
        }
    }

    private static void checkCount(String what, int count, int limit) {
        if (count > limit) {
            throw new IllegalArgumentException(count + " " + what + " (expected: at most " + limit + ")");
        }
    }

    private static void checkLength(String what, String value) {
        if (value.length() > LENGTH_LIMIT) {
            throw new IllegalArgumentException(what + ": '" + shown(value) + "' has " + value.length()
                    + " characters (expected: at most " + LENGTH_LIMIT + ")");
        }
    }

    private static void checkAddress(String name, String address) {
        checkLength("address name", name);
        checkLength("address", address);
        int colon = address.lastIndexOf(':');
        if (colon < 0 || !isHost(address, colon) || !isPort(address, colon + 1)) {
            throw new IllegalArgumentException("address '" + shown(name) + "': '" + shown(address)
                    + "' (expected: host:port, such as 10.0.0.7:20880 or [fd00::7]:20880)");
        }
    }

    private static boolean isHost(String address, int end) {
        return address.startsWith("[")
                ? address.charAt(end - 1) == ']' && isWord(address, 1, end - 1, ":.%")
                : isWord(address, 0, end, "._-");
    }

    private static boolean isPort(String address, int start) {
        int port = 0;
        for (int i = start; i < address.length(); i++) {
            char digit = address.charAt(i);
            if (digit < '0' || digit > '9' || i - start == 5) {
                return false;
            }
            port = 10 * port + digit - '0';
        }
        return port >= 1 && port <= 65_535;
    }

    /** Whether there are only letters and digits of ASCII, and some others, and at least one. No pattern: consumers read instances by the thousand, most of them while starting. */
    private static boolean isWord(String text, int start, int end, String others) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && others.indexOf(c) < 0) {
                return false;
            }
        }
        return end > start;
    }

    private static void checkService(ProvidedService service) {
        checkLength("service", service.name());
        checkLength("group", service.group());
        checkLength("version", service.version());
    }

    /** Enough of a text to recognise it. */
    static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
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
        return InstanceText.format(this);
    }

    /**
     * Reads the text form. Unknown keys are left out, so that newer instances can tell more. A text of a newer {@code format} is refused: it may
     * mean something else by the same keys.
     *
     * @throws IllegalArgumentException if the text is not an instance; the message names the line
     */
    public static Instance parse(String text) {
        return InstanceText.parse(text);
    }
}
