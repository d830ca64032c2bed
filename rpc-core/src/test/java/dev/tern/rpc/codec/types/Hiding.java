package dev.tern.rpc.codec.types;

/** Lets other packages send what they cannot name. */
public final class Hiding {

    private Hiding() {}

    /** Calls a method with a value of a type of this package alone. */
    public static void send(Marked stub) {
        Hidden.send(stub, "text", 5, 6);
    }
}
