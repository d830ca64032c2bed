package dev.tern.rpc.wire;

import dev.tern.rpc.TraceContext;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A REQUEST before its body. Reused by a connection from request to request.
 *
 * <pre>
 *  0       4      5       6          10
 *  +-------+------+-------+----------+---------+---------+--------+---------------------------------+------+--------+
 *  | length| type | flags | id int32 | binding | method  | remain | trace id 16 | span 8 | flags u8 | body | [tail] |
 *  +-------+------+-------+----------+---------+---------+--------+---------------------------------+------+--------+
 *                                      varint    varint    zigzag varint: microseconds until the deadline, at least 1
 *  tail: 1 attachment   2 baggage   (tagged fields; value: length of the key varint, key, value in UTF-8), then its length int32
 * </pre>
 *
 * The id is put in when the frame is written to the socket, so that ids rise in the order of writing; they are serial numbers that wrap.
 * With the usual one-byte binding and method, and at most a second left, the header takes 15 bytes, and 25 of trace context.
 */
public final class RequestHeader {

    private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(24);
    private static final int ATTACHMENT = 1;
    private static final int BAGGAGE = 2;

    private final int maxTailBytes;
    private int id;
    private boolean oneWay;
    private boolean repeated;
    private int binding;
    private int method;
    private long remainingMicros;
    private long traceHigh;
    private long traceLow;
    private long callerSpan;
    private int traceFlags;
    private Map<String, String> attachments = Map.of();
    private Map<String, String> baggage = Map.of();

    /** An empty header, to be read. */
    public RequestHeader(int maxTailBytes) {
        this.maxTailBytes = maxTailBytes;
    }

    /** Writes the header, up to the trace context. */
    public static void write(RpcOutput out, int flags, int binding, int method, long remainingMicros) {
        FrameLayout.begin(out, FrameType.REQUEST, flags, 0);
        out.putUnsigned(binding);
        out.putUnsigned(method);
        out.putLong(Math.max(1, remainingMicros));
    }

    /** Writes the trace context, the numbers of a {@link TraceContext}; behind it the body begins. */
    public static void writeTrace(RpcOutput out, long traceHigh, long traceLow, long span, int traceFlags) {
        out.putFixedLong(traceHigh);
        out.putFixedLong(traceLow);
        out.putFixedLong(span);
        out.putByte(traceFlags);
    }

    /**
     * Writes the tail.
     *
     * @return how many bytes it took
     */
    public static int writeTail(RpcOutput out, Map<String, String> attachments, Map<String, String> baggage) {
        long start = out.size();
        attachments.forEach((key, value) -> putPair(out, ATTACHMENT, key, value));
        baggage.forEach((key, value) -> putPair(out, BAGGAGE, key, value));
        int length = (int) (out.size() - start);
        out.reserve(Integer.BYTES);
        out.putFixedInt(length);
        return length;
    }

    private static void putPair(RpcOutput out, int tag, String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        byte[] v = value.getBytes(StandardCharsets.UTF_8);
        out.putCount(tag);
        out.putCount(RpcOutput.sizeOfUnsigned(k.length) + k.length + v.length);
        out.putBytes(k);
        out.putRaw(v, 0, v.length);
    }

    /** Reads the header and the tail; the input is then the body. */
    public void read(RpcInput in, int flags) {
        oneWay = (flags & FrameLayout.ONE_WAY) != 0;
        repeated = (flags & FrameLayout.REPEATED) != 0;
        id = in.getFixedInt();
        binding = in.getUnsigned();
        method = in.getUnsigned();
        remainingMicros = Math.max(0, Math.min(in.getLong(), LONGEST_MICROS));
        traceHigh = in.getFixedLong();
        traceLow = in.getFixedLong();
        callerSpan = in.getFixedLong();
        traceFlags = in.getByte() & 0xff;
        attachments = Map.of();
        baggage = Map.of();
        if ((flags & FrameLayout.TAIL) != 0) {
            readTail(in);
        }
    }

    /** Reads the header alone: of a first part, behind which the tail has not come yet. */
    public void readHead(RpcInput in, int flags) {
        read(in, flags & ~FrameLayout.TAIL);
    }

    private void readTail(RpcInput in) {
        int body = in.position();
        int length = FrameLayout.dropTail(in, maxTailBytes);
        int start = in.limit();
        attachments = new HashMap<>();
        baggage = new HashMap<>();
        in.setLimit(start + length);
        in.setPosition(start);
        TaggedFields.read(in, this::readPair);
        in.setPosition(body);
        in.setLimit(start);
    }

    private void readPair(int tag, RpcInput in, int length) {
        if (tag == ATTACHMENT || tag == BAGGAGE) {
            int end = in.position() + length;
            String key = TaggedFields.text(in, in.getUnsigned());
            String value = TaggedFields.text(in, end - in.position());
            (tag == ATTACHMENT ? attachments : baggage).put(key, value);
        }
    }

    /** The call. */
    public int id() {
        return id;
    }

    /** Whether it is not answered. */
    public boolean oneWay() {
        return oneWay;
    }

    /** Whether it is tried again, or made because a call is. */
    public boolean repeated() {
        return repeated;
    }

    /** The number that a BIND gave to the service. */
    public int binding() {
        return binding;
    }

    /** The number of the method in its contract. */
    public int method() {
        return method;
    }

    /** How long the caller still waits. */
    public long remainingMicros() {
        return remainingMicros;
    }

    /** The caller's span; {@link TraceContext#NONE} if it sent none. */
    public TraceContext trace() {
        return TraceContext.of(traceHigh, traceLow, callerSpan, traceFlags);
    }

    /** The first half of the trace id. */
    public long traceHigh() {
        return traceHigh;
    }

    /** The second half of the trace id. */
    public long traceLow() {
        return traceLow;
    }

    /** The caller's span; zero if it sent none. */
    public long callerSpan() {
        return callerSpan;
    }

    /** The flags of the trace, eight bits. */
    public int traceFlags() {
        return traceFlags;
    }

    /** What travels this hop. */
    public Map<String, String> attachments() {
        return attachments;
    }

    /** What travels the whole chain. */
    public Map<String, String> baggage() {
        return baggage;
    }
}
