package dev.tern.samples.shop.provider;

import dev.tern.samples.shop.api.Money;
import dev.tern.samples.shop.api.PaymentDeclined;
import dev.tern.samples.shop.api.PaymentService;
import dev.tern.samples.shop.api.Receipt;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bank that trusts everybody up to a limit. */
final class Payments implements PaymentService {

    private static final Logger log = LoggerFactory.getLogger(Payments.class);
    private static final BigDecimal LIMIT = new BigDecimal("5000");

    @Override
    public Receipt charge(String customer, Money amount) throws PaymentDeclined {
        log.info("charge {} {}", customer, amount);
        if (amount.amount().compareTo(LIMIT) > 0) {
            throw new PaymentDeclined(amount + " are too much for " + customer, PaymentDeclined.Reason.LIMIT_EXCEEDED);
        }
        return new Receipt(UUID.randomUUID(), amount, Instant.now());
    }
}
