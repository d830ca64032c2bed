package dev.tern.rpc.e2e;

/** An exception that a method declares. */
public final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;

    /** An exception with a number of its own. */
    public Refused(String message, int code) {
        super(message);
        this.code = code;
    }

    /** The number. */
    public int getCode() {
        return code;
    }
}
