package dev.tern.samples.shop.api;

import java.util.List;

/** What a customer wants to buy. */
public record NewOrder(String customer, List<Item> items) {

    /** So many pieces of an article. */
    public record Item(String article, int quantity) {}
}
