package dev.tern.samples.shop.api;

/** Pieces of an article that wait for an order, with the price of one. */
public record Reservation(String article, int quantity, Money price) {}
