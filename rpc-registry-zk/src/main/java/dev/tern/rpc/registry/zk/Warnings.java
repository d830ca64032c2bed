package dev.tern.rpc.registry.zk;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the log short while the same goes wrong again and again: of each kind it lets a few warnings pass, and after ten minutes tells how many
 * more there were. All of it runs on the loop.
 */
final class Warnings {

    /** After which a kind may be told again. */
    static final Duration PERIOD = Duration.ofMinutes(10);

    private static final Logger log = LoggerFactory.getLogger(Warnings.class);

    private final Loop loop;
    private final Map<String, Integer> counts = new HashMap<>();

    Warnings(Loop loop) {
        this.loop = loop;
    }

    /**
     * Counts one more of a kind; answers whether to log it.
     *
     * @param kind one of few, in words that the log may repeat
     * @param most how many are logged in a period
     */
    boolean isDue(String kind, int most) {
        int count = counts.merge(kind, 1, Integer::sum);
        if (count == 1) {
            loop.schedule(PERIOD, () -> end(kind, most));
        }
        return count <= most;
    }

    private void end(String kind, int most) {
        Integer count = counts.remove(kind);
        if (count != null && count > most) {
            log.warn("{} more times in the last {} min: {}", count - most, PERIOD.toMinutes(), kind);
        }
    }
}
