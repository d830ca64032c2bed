package dev.tern.rpc.io;

/** A varint length and that many bytes. */
final class Slices {

    private Slices() {}

    /** Begins a slice; returns what {@link #end} needs. */
    static int begin(RpcOutput out) {
        out.reserve(RpcOutput.MAX_INT);
        int mark = out.position();
        out.setPosition(mark + RpcOutput.MAX_INT);
        return mark;
    }

    /** Puts the length before what was written since, and moves that to its end. */
    static void end(RpcOutput out, int mark) {
        if (out.position() < mark + RpcOutput.MAX_INT) {
            return; // over its limit: the content is lost anyhow
        }
        int end = out.position();
        int start = mark + RpcOutput.MAX_INT;
        int length = end - start;
        out.setPosition(mark);
        out.putUnsigned(length);
        System.arraycopy(out.array(), start, out.array(), out.position(), length);
        out.setPosition(out.position() + length);
    }

    /** Sets the limit to the end of the slice that begins here; returns the limit before. */
    static int enter(RpcInput in) {
        int length = in.getUnsigned();
        if (length < 0 || length > in.remaining()) {
            throw new DecodingException("custom value: " + Integer.toUnsignedString(length)
                    + " bytes (expected: at most " + in.remaining() + ", which remain)");
        }
        int before = in.limit();
        in.setLimit(in.position() + length);
        return before;
    }

    /** Leaves a slice, which was read to its end. */
    static void exit(RpcInput in, int before) {
        in.setLimit(before);
    }
}
