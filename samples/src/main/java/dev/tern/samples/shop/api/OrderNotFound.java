package dev.tern.samples.shop.api;

/** There is no order with this id. */
public final class OrderNotFound extends Exception {

    private static final long serialVersionUID = 1L;

    private final long id;

    public OrderNotFound(long id) {
        super("there is no order " + id);
        this.id = id;
    }

    public long getId() {
        return id;
    }
}
