package dev.tern.rpc.contract;

import dev.tern.rpc.io.ArrayCodecs;
import dev.tern.rpc.io.RpcInput;
import org.jspecify.annotations.Nullable;

/** Arrays of numbers, sent as arrays of the same numbers, without a plan, or of others. */
public final class NumberArrays {

    private NumberArrays() {}

    /** Reads an array. */
    public static short[] readShorts(RpcInput in, @Nullable Plan plan) {
        if (plan == null) {
            return ArrayCodecs.readShorts(in);
        }
        short[] values = new short[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = plan.getShort(in, 0);
        }
        return values;
    }

    /** Reads an array. */
    public static int[] readInts(RpcInput in, @Nullable Plan plan) {
        if (plan == null) {
            return ArrayCodecs.readInts(in);
        }
        int[] values = new int[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = plan.getInt(in, 0);
        }
        return values;
    }

    /** Reads an array. */
    public static long[] readLongs(RpcInput in, @Nullable Plan plan) {
        if (plan == null) {
            return ArrayCodecs.readLongs(in);
        }
        long[] values = new long[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = plan.getLong(in, 0);
        }
        return values;
    }

    /** Reads an array. */
    public static float[] readFloats(RpcInput in, @Nullable Plan plan) {
        if (plan == null) {
            return ArrayCodecs.readFloats(in);
        }
        float[] values = new float[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = plan.getFloat(in, 0);
        }
        return values;
    }

    /** Reads an array. */
    public static double[] readDoubles(RpcInput in, @Nullable Plan plan) {
        if (plan == null) {
            return ArrayCodecs.readDoubles(in);
        }
        double[] values = new double[in.count(1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = plan.getDouble(in, 0);
        }
        return values;
    }
}
