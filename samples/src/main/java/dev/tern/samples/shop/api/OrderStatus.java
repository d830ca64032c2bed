package dev.tern.samples.shop.api;

/** How far an order is. */
public enum OrderStatus {
    PAID,
    SHIPPED,
    DELIVERED
}
