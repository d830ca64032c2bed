package dev.tern.rpc.registry.zk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A user and a password, for ZooKeeper's scheme {@code digest}. No text of this class and no error holds them. */
final class Credentials {

    /** The name of ZooKeeper's scheme. */
    static final String SCHEME = "digest";

    private static final int LIMIT = 4_096;

    private final byte[] userAndPassword;

    private Credentials(byte[] userAndPassword) {
        this.userAndPassword = userAndPassword;
    }

    /**
     * Reads a file that holds {@code user:password} in UTF-8 and, if need be, the end of the line.
     *
     * @throws IllegalArgumentException if it cannot be read or holds something else
     */
    static Credentials read(Path file) {
        String text;
        try {
            if (Files.size(file) > LIMIT) {
                throw bad(file, "is longer than " + LIMIT + " bytes");
            }
            text = Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    bad(file, "cannot be read (" + e.getClass().getSimpleName() + ")")
                            .getMessage(),
                    e);
        }
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || text.indexOf('\n') >= 0) {
            throw bad(file, "does not hold that");
        }
        return new Credentials(text.getBytes(StandardCharsets.UTF_8));
    }

    private static IllegalArgumentException bad(Path file, String what) {
        return new IllegalArgumentException(
                "registry parameter credentials: file '" + file + "' " + what + " (expected: one line user:password)");
    }

    /** As ZooKeeper takes them. */
    byte[] bytes() {
        return userAndPassword.clone();
    }
}
