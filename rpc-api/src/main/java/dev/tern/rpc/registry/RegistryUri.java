package dev.tern.rpc.registry;

import java.util.Locale;

/**
 * Where a registry is: {@code scheme://authority/path}.
 *
 * @param scheme in lower case, {@code zk}
 * @param authority one or more {@code host:port}, separated by commas; what it means is the scheme's affair
 * @param path with its leading slash, or empty
 */
public record RegistryUri(String scheme, String authority, String path) {

    /**
     * Reads {@code scheme://authority/path}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static RegistryUri parse(String text) {
        int colon = text.indexOf("://");
        if (colon < 1) {
            throw new IllegalArgumentException("registry: '" + text
                    + "' (expected: scheme://address, such as zk://127.0.0.1:2181/shop or static://127.0.0.1:20880)");
        }
        int slash = text.indexOf('/', colon + 3);
        String authority = slash < 0 ? text.substring(colon + 3) : text.substring(colon + 3, slash);
        String path = slash < 0 ? "" : text.substring(slash);
        return new RegistryUri(
                text.substring(0, colon).toLowerCase(Locale.ROOT), authority, path.equals("/") ? "" : path);
    }

    /** {@code scheme://authority/path}. */
    @Override
    public String toString() {
        return scheme + "://" + authority + path;
    }
}
