package dev.tern.rpc.registry.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with paths now. Each trouble is logged when it begins and when it changes, not at each look. For one thread. */
final class Troubles {

    private static final Logger log = LoggerFactory.getLogger(Troubles.class);

    private final Map<Path, String> present = new HashMap<>();

    /** Something is wrong with a path, with this consequence. */
    void add(Path path, String trouble, String consequence) {
        if (!trouble.equals(present.put(path, trouble))) {
            log.warn("{} {}: {}", path, trouble, consequence);
        }
    }

    /** All is well with a path, as far as is known. */
    void remove(Path path) {
        if (present.remove(path) != null) {
            log.info("{} is well again", path);
        }
    }

    /** It does not matter any more. */
    void forget(Path path) {
        present.remove(path);
    }

    /** What an error says, after the name of the path. */
    static String text(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "is not there";
        }
        if (error instanceof AccessDeniedException) {
            return "may not be read or written by this user";
        }
        return error instanceof Trouble ? String.valueOf(error.getMessage()) : "cannot be read or written: " + error;
    }

    /** An error whose message says it all, after the name of the path. */
    static final class Trouble extends IOException {

        private static final long serialVersionUID = 1;

        Trouble(String message) {
            super(message);
        }
    }
}
