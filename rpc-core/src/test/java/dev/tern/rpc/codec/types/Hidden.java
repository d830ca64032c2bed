package dev.tern.rpc.codec.types;

/** Known to its package only, as are its members. */
class Hidden {

    String text;
    protected int number;
    private long secret;

    Hidden() {}

    long getSecret() {
        return secret;
    }

    void setSecret(long secret) {
        this.secret = secret;
    }

    /** Calls a method that takes one. */
    static void send(Marked stub, String text, int number, long secret) {
        Hidden hidden = new Hidden();
        hidden.text = text;
        hidden.number = number;
        hidden.secret = secret;
        stub.hidden(hidden);
    }
}
