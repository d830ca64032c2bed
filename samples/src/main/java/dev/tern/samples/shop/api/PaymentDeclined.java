package dev.tern.samples.shop.api;

/** The customer's bank does not pay. */
public final class PaymentDeclined extends Exception {

    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public PaymentDeclined(String message, Reason reason) {
        super(message);
        this.reason = reason;
    }

    public Reason getReason() {
        return reason;
    }

    /** Why the bank does not pay. */
    public enum Reason {
        LIMIT_EXCEEDED,
        CARD_EXPIRED
    }
}
