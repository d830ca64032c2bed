package dev.tern.rpc.benchmarks.codec;

/** {@link Item} one release earlier: without {@code gift} and {@code state}, with two that were removed since, and a smaller {@code id}. */
public record EarlierItem(
        int id, int quantity, double price, String article, String currency, long placed, int stock, boolean hidden) {}
