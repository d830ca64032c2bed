package dev.tern.rpc.io;

/**
 * The codecs of arrays of primitives: a count, then the elements back to back. Arrays of bytes are {@link RpcOutput#putBytes} and
 * {@link RpcInput#getBytes}.
 */
public final class ArrayCodecs {

    /**
     * For how many elements room is reserved at once. A reservation for all of them, each at its longest, could be over the limit where the elements
     * are not.
     */
    private static final int RUN = 256;

    private ArrayCodecs() {}

    /** Writes an array of {@code boolean}. */
    public static void writeBooleans(RpcOutput out, boolean[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i));
            }
            out.putBoolean(values[i]);
        }
    }

    /** Reads an array of {@code boolean}. */
    public static boolean[] readBooleans(RpcInput in) {
        boolean[] values = new boolean[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getBoolean();
        }
        return values;
    }

    /** Writes an array of {@code short}. */
    public static void writeShorts(RpcOutput out, short[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i) * Short.BYTES);
            }
            out.putShort(values[i]);
        }
    }

    /** Reads an array of {@code short}. */
    public static short[] readShorts(RpcInput in) {
        short[] values = new short[in.count(Short.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getShort();
        }
        return values;
    }

    /** Writes an array of {@code char}. */
    public static void writeChars(RpcOutput out, char[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i) * Character.BYTES);
            }
            out.putChar(values[i]);
        }
    }

    /** Reads an array of {@code char}. */
    public static char[] readChars(RpcInput in) {
        char[] values = new char[in.count(Character.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getChar();
        }
        return values;
    }

    /** Writes an array of {@code int}. */
    public static void writeInts(RpcOutput out, int[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i) * RpcOutput.MAX_INT);
            }
            out.putInt(values[i]);
        }
    }

    /** Reads an array of {@code int}. */
    public static int[] readInts(RpcInput in) {
        int[] values = new int[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getInt();
        }
        return values;
    }

    /** Writes an array of {@code long}. */
    public static void writeLongs(RpcOutput out, long[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i) * RpcOutput.MAX_LONG);
            }
            out.putLong(values[i]);
        }
    }

    /** Reads an array of {@code long}. */
    public static long[] readLongs(RpcInput in) {
        long[] values = new long[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getLong();
        }
        return values;
    }

    /** Writes an array of {@code float}. */
    public static void writeFloats(RpcOutput out, float[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i) * Float.BYTES);
            }
            out.putFloat(values[i]);
        }
    }

    /** Reads an array of {@code float}. */
    public static float[] readFloats(RpcInput in) {
        float[] values = new float[in.count(Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getFloat();
        }
        return values;
    }

    /** Writes an array of {@code double}. */
    public static void writeDoubles(RpcOutput out, double[] values) {
        out.putElements(values.length);
        for (int i = 0; i < values.length; i++) {
            if (i % RUN == 0) {
                out.reserve(Math.min(RUN, values.length - i) * Double.BYTES);
            }
            out.putDouble(values[i]);
        }
    }

    /** Reads an array of {@code double}. */
    public static double[] readDoubles(RpcInput in) {
        double[] values = new double[in.count(Double.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.getDouble();
        }
        return values;
    }
}
