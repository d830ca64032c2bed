package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something in a source that is not right.
 *
 * @param source {@code "file /etc/shop.properties"}
 * @param key the name as it is written there; empty for the source as a whole
 * @param expectation what would be right; empty if the value tells it
 */
record Problem(String source, String key, String value, String expectation) {

    /**
     * Tells all of them at once, so that they can be corrected at once.
     *
     * @throws IllegalArgumentException unless there are none
     */
    static void throwAll(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(problems.stream()
                    .map(problem -> "\n  " + problem)
                    .collect(Collectors.joining(
                            "", "settings: " + problems.size() + (problems.size() == 1 ? " error" : " errors"), "")));
        }
    }

    /** A file that cannot be read at start. */
    static Problem ofFile(Path file, String problem) {
        return new Problem("file " + file, "", problem, "a properties file in UTF-8, there at start");
    }

    /** Values that a method was to have, and that whoever binds it does not take. */
    static Problem ofMethod(MethodDescriptor method, String values, String problem) {
        return new Problem(
                method.service() + "#" + method.signature(), "", "cannot follow " + values + ": " + problem, "");
    }

    @Override
    public String toString() {
        return source
                + (key.isEmpty() ? " " : ": " + key + " = ")
                + value
                + (expectation.isEmpty() ? "" : " (expected: " + expectation + ")");
    }
}
