package dev.tern.samples.shop.api;

/** So many pieces of an article, at the price of one. */
public record OrderLine(String article, int quantity, Money price) {}
