package dev.tern.rpc.codec.types;

/** By the one constructor whose names and types match, in any order. */
public final class Immutable {

    private final int b;
    private final String a;
    final long c;

    public Immutable(String a) {
        this(0, a, 0);
    }

    public Immutable(long c, String a, int b) {
        this((int) c, a, b);
    }

    private Immutable(int c, String a, int b) {
        this.a = a;
        this.b = b;
        this.c = c;
    }

    public int getB() {
        return b;
    }

    public String a() {
        return a;
    }
}
