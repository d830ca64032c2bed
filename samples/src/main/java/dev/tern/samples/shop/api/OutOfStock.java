package dev.tern.samples.shop.api;

/** There are fewer pieces than were wanted. */
public final class OutOfStock extends Exception {

    private static final long serialVersionUID = 1L;

    private final String article;
    private final int available;

    /** Its parameters are named as its properties, so the consumer's exception is made by this constructor too. */
    public OutOfStock(String message, String article, int available) {
        super(message);
        this.article = article;
        this.available = available;
    }

    public String getArticle() {
        return article;
    }

    public int getAvailable() {
        return available;
    }
}
