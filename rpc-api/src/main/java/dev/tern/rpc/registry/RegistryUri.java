package dev.tern.rpc.registry;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where a registry is: {@code scheme://authority/path?name=value&name=value}, or {@code scheme:/path} for one without a host.
 *
 * @param scheme in lower case, {@code zk}
 * @param authority one or more {@code host:port}, separated by commas; what it means is the scheme's affair; may be empty
 * @param path with its leading slash, or empty
 * @param parameters by name, as written
 */
public record RegistryUri(String scheme, String authority, String path, Map<String, String> parameters) {

    /** Copies the parameters. */
    public RegistryUri {
        parameters = Map.copyOf(parameters);
    }

    /** A registry without parameters. */
    public RegistryUri(String scheme, String authority, String path) {
        this(scheme, authority, path, Map.of());
    }

    /**
     * Reads {@code scheme://authority/path?name=value} or {@code scheme:/path?name=value}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static RegistryUri parse(String text) {
        int question = text.indexOf('?');
        String place = question < 0 ? text : text.substring(0, question);
        int colon = place.indexOf(":/");
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "registry: '" + shown(text)
                            + "' (expected: scheme://address, such as zk://127.0.0.1:2181/shop, static://127.0.0.1:20880 or file:/etc/shop/providers)");
        }
        int start = place.startsWith("//", colon + 1) ? colon + 3 : colon + 1;
        int slash = place.indexOf('/', start);
        String authority = slash < 0 ? place.substring(start) : place.substring(start, slash);
        String path = slash < 0 ? "" : place.substring(slash);
        return new RegistryUri(
                place.substring(0, colon).toLowerCase(Locale.ROOT),
                authority,
                path.equals("/") ? "" : path,
                question < 0 ? Map.of() : parameters(shown(text), text.substring(question + 1)));
    }

    /** Without what stands before a last '@', which may be a password. */
    private static String shown(String text) {
        int at = text.lastIndexOf('@');
        int start = text.indexOf("://");
        return at < 0 || start < 0 || start > at ? text : text.substring(0, start + 3) + "..." + text.substring(at);
    }

    private static Map<String, String> parameters(String uri, String text) {
        Map<String, String> parameters = new TreeMap<>();
        for (String part : text.split("&", -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "registry: '" + uri + "': parameter '" + part + "' (expected: name=value)");
            }
            if (parameters.put(part.substring(0, equals), part.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("registry: '" + uri + "': parameter '" + part.substring(0, equals)
                        + "' is there twice (expected: once)");
            }
        }
        return parameters;
    }

    /**
     * Refuses parameters that a scheme does not know.
     *
     * @throws IllegalArgumentException if there is one that is not among the known
     */
    public void checkParameters(Set<String> known) {
        for (String name : new TreeSet<>(parameters.keySet())) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("registry: '" + this + "': parameter '" + name + "' (expected: "
                        + (known.isEmpty() ? "none" : "one of " + new TreeSet<>(known)) + ")");
            }
        }
    }

    /** As it is written, the parameters in the order of their names, but without what stands before an '@' behind the {@code //}, which may be a password. */
    @Override
    public String toString() {
        String place = shown(scheme + (authority.isEmpty() && !path.isEmpty() ? ":" : "://" + authority) + path);
        return parameters.isEmpty()
                ? place
                : new TreeMap<>(parameters)
                        .entrySet().stream().map(Map.Entry::toString).collect(Collectors.joining("&", place + "?", ""));
    }
}
