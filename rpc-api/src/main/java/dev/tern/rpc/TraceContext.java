package dev.tern.rpc;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A W3C trace context: which trace a call belongs to and which span of it is current.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public final class TraceContext {

    /** No trace. */
    public static final TraceContext NONE = new TraceContext(0, 0, 0, 0);

    /** The bit of {@link #flags()} that says the trace is recorded. */
    public static final int SAMPLED = 1;

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    /** Mixed into random ids, so that two processes that happen to share a seed still differ. */
    private static final long PROCESS_HIGH;

    private static final long PROCESS_LOW;

    static {
        SecureRandom random = new SecureRandom();
        PROCESS_HIGH = random.nextLong();
        PROCESS_LOW = random.nextLong();
    }

    private final long traceHigh;
    private final long traceLow;
    private final long span;
    private final int flags;
    private @Nullable String traceId; // formatted on demand; a race formats twice
    private @Nullable String spanId;

    private TraceContext(long traceHigh, long traceLow, long span, int flags) {
        this.traceHigh = traceHigh;
        this.traceLow = traceLow;
        this.span = span;
        this.flags = flags;
    }

    /** The trace context with these ids; {@link #NONE} if the trace id or the span id is zero, as the standard has it. */
    public static TraceContext of(long traceHigh, long traceLow, long span, int flags) {
        return (traceHigh | traceLow) == 0 || span == 0 ? NONE : new TraceContext(traceHigh, traceLow, span, flags);
    }

    /** The first span of a new, sampled trace. */
    public static TraceContext begin() {
        return new TraceContext(newTraceHigh(), newTraceLow(), newSpan(), SAMPLED);
    }

    /** A new span of this trace; of a new trace if there is none. */
    public TraceContext child() {
        return childOf(traceHigh, traceLow, flags);
    }

    /** A new span of the trace with this id; of a new trace if the id is zero. */
    public static TraceContext childOf(long traceHigh, long traceLow, int flags) {
        return (traceHigh | traceLow) == 0 ? begin() : new TraceContext(traceHigh, traceLow, newSpan(), flags);
    }

    /**
     * Reads the text of a {@code traceparent} header.
     *
     * @return {@link #NONE} if the text is not a valid header, as the standard asks: the receiver then begins a trace
     */
    public static TraceContext parse(String traceparent) {
        if (traceparent.length() < 55
                || traceparent.charAt(2) != '-'
                || traceparent.charAt(35) != '-'
                || traceparent.charAt(52) != '-'
                || traceparent.startsWith("ff")
                || (traceparent.startsWith("00") && traceparent.length() != 55)
                || (traceparent.length() > 55 && traceparent.charAt(55) != '-')) {
            return NONE;
        }
        for (int i = 0; i < 55; i++) {
            char c = traceparent.charAt(i);
            boolean dash = i == 2 || i == 35 || i == 52;
            if (!dash && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return NONE;
            }
        }
        return of(
                Long.parseUnsignedLong(traceparent, 3, 19, 16),
                Long.parseUnsignedLong(traceparent, 19, 35, 16),
                Long.parseUnsignedLong(traceparent, 36, 52, 16),
                Integer.parseInt(traceparent, 53, 55, 16));
    }

    /** Whether there is a trace. */
    public boolean isPresent() {
        return span != 0;
    }

    /** The first half of the trace id. */
    public long traceHigh() {
        return traceHigh;
    }

    /** The second half of the trace id. */
    public long traceLow() {
        return traceLow;
    }

    /** The span id. */
    public long span() {
        return span;
    }

    /** The trace flags, eight bits. */
    public int flags() {
        return flags;
    }

    /** 32 lower-case hex digits; empty if there is no trace. */
    public String traceId() {
        String id = traceId;
        if (id == null) {
            id = isPresent() ? hexTraceId(traceHigh, traceLow) : "";
            traceId = id;
        }
        return id;
    }

    /** 16 lower-case hex digits; empty if there is no trace. */
    public String spanId() {
        String id = spanId;
        if (id == null) {
            char[] digits = new char[16];
            hex(span, digits, 0);
            id = isPresent() ? new String(digits) : "";
            spanId = id;
        }
        return id;
    }

    /** The text of a {@code traceparent} header; empty if there is no trace. */
    public String traceparent() {
        return isPresent() ? "00-" + traceId() + "-" + spanId() + "-" + HEX[flags >> 4 & 15] + HEX[flags & 15] : "";
    }

    static String hexTraceId(long high, long low) {
        char[] digits = new char[32];
        hex(high, digits, 0);
        hex(low, digits, 16);
        return new String(digits);
    }

    private static void hex(long value, char[] target, int at) {
        for (int i = 0; i < 16; i++) {
            target[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
        }
    }

    /** The first half of a new trace's id. */
    public static long newTraceHigh() {
        return ThreadLocalRandom.current().nextLong() ^ PROCESS_HIGH;
    }

    /** The second half of a new trace's id; never zero. */
    public static long newTraceLow() {
        return nonZero(ThreadLocalRandom.current().nextLong() ^ PROCESS_LOW);
    }

    /** A new span's id; never zero. */
    public static long newSpan() {
        return nonZero(ThreadLocalRandom.current().nextLong());
    }

    private static long nonZero(long id) {
        return id == 0 ? 1 : id;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TraceContext that
                && traceHigh == that.traceHigh
                && traceLow == that.traceLow
                && span == that.span
                && flags == that.flags;
    }

    @Override
    public int hashCode() {
        return Objects.hash(traceHigh, traceLow, span, flags);
    }

    @Override
    public String toString() {
        return isPresent() ? traceparent() : "none";
    }
}
