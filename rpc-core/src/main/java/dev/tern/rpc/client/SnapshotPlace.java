package dev.tern.rpc.client;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folder for the snapshot files of registries, where the builder does not say. */
final class SnapshotPlace {

    private static final String PROPERTY = "tern.snapshotDirectory";
    private static final String VARIABLE = "TERN_SNAPSHOTDIRECTORY";
    private static final String OFF = "off";

    private SnapshotPlace() {}

    /**
     * What the system property {@code tern.snapshotDirectory} says, or the environment variable {@code TERN_SNAPSHOTDIRECTORY}, or {@code .tern/registry} in the user's home.
     *
     * @return null for none: {@code off}, or a user without a home
     * @throws IllegalArgumentException if what is set is no path
     */
    static @Nullable Path standard() {
        String set = System.getProperty(PROPERTY);
        set = set == null ? System.getenv(VARIABLE) : set;
        if (set != null) {
            return of(set.strip());
        }
        Path home = Path.of(System.getProperty("user.home", ""));
        return home.isAbsolute() ? home.resolve(".tern").resolve("registry") : null;
    }

    private static @Nullable Path of(String set) {
        if (set.equals(OFF)) {
            return null;
        }
        try {
            if (!set.isEmpty()) {
                return Path.of(set);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(refusal(set), e);
        }
        throw new IllegalArgumentException(refusal(set));
    }

    private static String refusal(String set) {
        return PROPERTY + ": '" + set + "' (expected: a folder, or 'off')";
    }
}
