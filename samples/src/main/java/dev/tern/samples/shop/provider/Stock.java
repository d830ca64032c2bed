package dev.tern.samples.shop.provider;

import dev.tern.samples.shop.api.Money;
import dev.tern.samples.shop.api.OutOfStock;
import dev.tern.samples.shop.api.Reservation;
import dev.tern.samples.shop.api.StockService;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A warehouse in memory; that of each instance is its own. */
final class Stock implements StockService {

    private static final Logger log = LoggerFactory.getLogger(Stock.class);

    private static final Map<String, Money> PRICES =
            Map.of("teapot", Money.euros("19.90"), "piano", Money.euros("7200.00"));

    private final Map<String, Integer> pieces =
            new HashMap<>(Map.of("teapot", 1_000_000, "piano", 3)); // guarded by this

    @Override
    public synchronized int available(String article) {
        log.info("available {}", article);
        return pieces.getOrDefault(article, 0);
    }

    @Override
    public synchronized Reservation reserve(String article, int quantity) throws OutOfStock {
        log.info("reserve {} {}", quantity, article);
        int available = pieces.getOrDefault(article, 0);
        if (available < quantity) {
            throw new OutOfStock(quantity + " " + article + " wanted, " + available + " left", article, available);
        }
        pieces.put(article, available - quantity);
        return new Reservation(article, quantity, PRICES.get(article));
    }

    @Override
    public synchronized void release(Reservation reservation) {
        log.info("release {}", reservation);
        pieces.merge(reservation.article(), reservation.quantity(), Integer::sum);
    }
}
