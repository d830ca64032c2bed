package dev.tern.samples.shop.api;

import java.time.Instant;
import java.util.UUID;

/** Confirms a payment. */
public record Receipt(UUID number, Money amount, Instant chargedAt) {}
