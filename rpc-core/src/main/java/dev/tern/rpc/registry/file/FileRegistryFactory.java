package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;

/**
 * {@code file:/path}: a directory in which providers register, which hosts may share, or a file that somebody else writes. What is at the path decides which of the two it is;
 * {@code docs/registries.md} describes both.
 */
public final class FileRegistryFactory implements RegistryFactory {

    /** Found by {@link java.util.ServiceLoader}. */
    public FileRegistryFactory() {}

    @Override
    public String scheme() {
        return "file";
    }

    @Override
    public Registry open(RegistryUri uri) {
        return FileRegistry.open(uri, path(uri), FileRegistry.LOOK_PERIOD);
    }

    /** The path that a URI names; {@code %20} and the like are decoded. */
    static Path path(RegistryUri uri) {
        uri.checkParameters(Set.of());
        if (!uri.authority().isEmpty()) {
            throw new IllegalArgumentException(
                    "registry: '" + uri + "': host '" + uri.authority() + "' (expected: none, file:/path)");
        }
        if (uri.path().isEmpty() || uri.path().startsWith("/~")) {
            throw new IllegalArgumentException("registry: '" + uri + "': path '" + uri.path()
                    + "' (expected: the whole path of a directory or a file; '~' is not replaced)");
        }
        try {
            String decoded = URLDecoder.decode(uri.path().replace("+", "%2B"), StandardCharsets.UTF_8);
            return Path.of(new URI("file", null, decoded, null));
        } catch (IllegalArgumentException | URISyntaxException e) {
            throw new IllegalArgumentException(
                    "registry: '" + uri + "': path '" + uri.path() + "': " + e.getMessage()
                            + " (expected: a path, in which %25 stands for '%' and %3F for '?')",
                    e);
        }
    }
}
