package dev.tern.rpc.benchmarks.codec;

/** A record of eight fields. */
public record Item(
        long id, int quantity, double price, boolean gift, String article, String currency, long placed, int state) {}
