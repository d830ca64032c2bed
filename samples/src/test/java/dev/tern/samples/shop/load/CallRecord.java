package dev.tern.samples.shop.load;

/**
 * A call as the load's consumer saw it, as a line of its report. Times are in nanoseconds since 1970, so that those of
 * several processes compare.
 *
 * @param outcome {@code OK} or the status it failed with
 * @param instance who was tried last; empty if nobody is known
 * @param attempts how many attempts reached a connection; 0 if it is not known
 */
public record CallRecord(
        Kind kind, long start, long end, long deadline, String outcome, String instance, int attempts) {

    /** What was called. */
    public enum Kind {
        /** Idempotent, quick. */
        READ,
        /** Not idempotent, quick. */
        WRITE,
        /** The same, asynchronous; nothing is known of its attempts. */
        WRITE_ASYNC,
        /** Idempotent, never answered before the deadline. */
        SLOW,
        /** The same, asynchronous; nothing is known of its attempts. */
        SLOW_ASYNC
    }

    public boolean failed() {
        return !outcome.equals("OK");
    }

    /** How long the call lasted beyond its deadline; 0 if it ended before. */
    public long lateness() {
        return Math.max(0, end - deadline);
    }

    String line() {
        return String.join(
                ",",
                "CALL",
                kind.name(),
                Long.toString(start),
                Long.toString(end),
                Long.toString(deadline),
                outcome,
                instance,
                Integer.toString(attempts));
    }

    static CallRecord parse(String line) {
        String[] fields = line.split(",", -1);
        return new CallRecord(
                Kind.valueOf(fields[1]),
                Long.parseLong(fields[2]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[4]),
                fields[5],
                fields[6],
                Integer.parseInt(fields[7]));
    }
}
