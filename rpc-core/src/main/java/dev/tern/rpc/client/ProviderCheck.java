package dev.tern.rpc.client;

import dev.tern.rpc.policy.Timer;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a reference gets a provider that can be called within the time that its options give; see {@link Check}. Thread-safe. */
final class ProviderCheck {

    private static final Logger log = LoggerFactory.getLogger(ProviderCheck.class);

    private final Reference reference;
    private final long nanos;
    private final String missing;

    /** A check that has not begun. */
    ProviderCheck(Class<?> contract, Reference reference, Duration time) {
        this.reference = reference;
        this.nanos = time.toNanos();
        this.missing = "no provider can be called within " + time.toMillis() + " ms of refer("
                + contract.getSimpleName() + ")";
    }

    /** Waits for a provider, and says why there is none in time; null if there is one. After an interrupt it is as if time were over. */
    @Nullable
    String await() {
        try {
            return reference.endpoints().awaitReady(nanos)
                    ? null
                    : reference.endpoints().explain(missing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted: " + missing;
        }
    }

    /** Warns once the time is over if there is no provider then, unless that does not matter any more. */
    void warnLater(Timer timer, BooleanSupplier over) {
        timer.schedule(
                () -> {
                    if (!over.getAsBoolean() && !reference.endpoints().isReady()) {
                        log.warn("{}", reference.endpoints().explain(missing));
                    }
                },
                nanos);
    }

    /** See {@link RpcClient#awaitReady}. */
    static void awaitAll(List<Reference> references, Duration timeout) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        for (Reference reference : references) {
            if (!reference.endpoints().awaitReady(end - System.nanoTime())) {
                throw new IllegalStateException(reference
                        .endpoints()
                        .explain("no provider can be called within " + timeout.toMillis() + " ms"));
            }
        }
    }
}
