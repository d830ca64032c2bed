package dev.tern.rpc.io;

/**
 * What a body may contain, whoever writes or reads it.
 *
 * @param maxDepth how many values of types that can contain themselves may be inside each other; at most {@value #MAX_DEPTH}
 * @param maxElements how many elements all collections, maps and arrays of a body may have together
 */
public record BodyLimits(int maxDepth, int maxElements) {

    /** The largest depth that can be set: more could overflow a thread's usual stack of 1 MiB. */
    public static final int MAX_DEPTH = 400;

    /** A depth of 64 and 1,000,000 elements. */
    public static final BodyLimits STANDARD = new BodyLimits(64, 1_000_000);

    /** Checks the limits. */
    public BodyLimits {
        atLeastOne("maxDepth", maxDepth);
        atLeastOne("maxElements", maxElements);
        if (maxDepth > MAX_DEPTH) {
            throw new IllegalArgumentException("maxDepth: " + maxDepth + " (expected: <= " + MAX_DEPTH + ")");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }

    String depthExceeded(int depth) {
        return "depth: " + depth + " (expected: at most " + maxDepth + ", set by maxDepth)";
    }

    String elementsExceeded(long elements) {
        return "elements: " + elements + " (expected: at most " + maxElements + " in a body, set by maxElements)";
    }
}
