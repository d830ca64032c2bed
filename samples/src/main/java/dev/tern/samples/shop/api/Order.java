package dev.tern.samples.shop.api;

import java.time.Instant;
import java.util.List;

/** An order that was paid. */
public record Order(
        long id, String customer, List<OrderLine> lines, Money total, OrderStatus status, Instant placedAt) {}
