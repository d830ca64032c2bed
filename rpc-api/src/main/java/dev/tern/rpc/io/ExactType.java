package dev.tern.rpc.io;

/**
 * Guards against sending only a part of an object: an instance of a subclass has more properties than the class that the contract names, and would
 * arrive as something else.
 */
public final class ExactType {

    private ExactType() {}

    /**
     * Checks that a value is of a class itself.
     *
     * @throws IllegalArgumentException if it is of a subclass
     */
    public static void check(Object value, Class<?> expected) {
        if (value.getClass() != expected) {
            throw new IllegalArgumentException("value of " + value.getClass() + " (expected: " + expected.getName()
                    + " itself, which is all that the contract sends; make that sealed, name its subclasses in"
                    + " @RpcSubtypes, or copy the value)");
        }
    }

    /** What to throw for a value that is of none of the types that a sealed or closed type can be. */
    public static IllegalArgumentException unknown(Object value, Class<?> union) {
        return new IllegalArgumentException("value of " + value.getClass() + " (expected: one of the types that "
                + union.getName() + " permits or names in @RpcSubtypes)");
    }
}
