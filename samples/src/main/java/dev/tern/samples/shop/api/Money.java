package dev.tern.samples.shop.api;

import java.math.BigDecimal;

/** An amount in one currency. */
public record Money(BigDecimal amount, String currency) {

    /** An amount such as {@code "19.90"}. */
    public static Money euros(String amount) {
        return new Money(new BigDecimal(amount), "EUR");
    }

    public Money times(int factor) {
        return new Money(amount.multiply(BigDecimal.valueOf(factor)), currency);
    }

    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException("currency: " + other.currency + " (expected: " + currency + ")");
        }
        return new Money(amount.add(other.amount), currency);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }
}
