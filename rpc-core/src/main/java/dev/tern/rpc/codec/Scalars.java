package dev.tern.rpc.codec;

import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Form;
import dev.tern.rpc.contract.NumberArrays;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.ArrayCodecs;
import dev.tern.rpc.io.BasicCodec;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The nodes of values that contain no others: the same for every target. */
final class Scalars {

    private Scalars() {}

    /** Reads a primitive, box or basic type of the form {@code to} in a step of a plan. */
    static ValueReader reader(Form to, Plan plan, int step) {
        boolean isSame = plan.form(step) == to;
        return switch (to) {
            case BOOLEAN -> RpcInput::getBoolean;
            case CHAR -> RpcInput::getChar;
            case BYTE -> isSame ? RpcInput::getByte : in -> plan.getByte(in, step);
            case SHORT -> isSame ? RpcInput::getShort : in -> plan.getShort(in, step);
            case INT -> isSame ? RpcInput::getInt : in -> plan.getInt(in, step);
            case LONG -> isSame ? RpcInput::getLong : in -> plan.getLong(in, step);
            case FLOAT -> isSame ? RpcInput::getFloat : in -> plan.getFloat(in, step);
            case DOUBLE -> isSame ? RpcInput::getDouble : in -> plan.getDouble(in, step);
            default -> codec(plan.type(step))::read;
        };
    }

    /** Writes a primitive, box or basic type. */
    static ValueWriter writer(Form form, ContractType type) {
        return switch (form) {
            case BOOLEAN ->
                (out, value) -> {
                    out.reserve(1);
                    out.putBoolean((Boolean) value);
                };
            case CHAR ->
                (out, value) -> {
                    out.reserve(Character.BYTES);
                    out.putChar((Character) value);
                };
            case BYTE ->
                (out, value) -> {
                    out.reserve(1);
                    out.putByte((Byte) value);
                };
            case SHORT ->
                (out, value) -> {
                    out.reserve(Short.BYTES);
                    out.putShort((Short) value);
                };
            case INT ->
                (out, value) -> {
                    out.reserve(RpcOutput.MAX_INT);
                    out.putInt((Integer) value);
                };
            case LONG ->
                (out, value) -> {
                    out.reserve(RpcOutput.MAX_LONG);
                    out.putLong((Long) value);
                };
            case FLOAT ->
                (out, value) -> {
                    out.reserve(Float.BYTES);
                    out.putFloat((Float) value);
                };
            case DOUBLE ->
                (out, value) -> {
                    out.reserve(Double.BYTES);
                    out.putDouble((Double) value);
                };
            default -> codec(type)::write;
        };
    }

    /** Reads an array of primitives other than bytes. */
    static ValueReader arrayReader(Form element, Plan plan) {
        @Nullable Plan changed = plan.isChanged() ? plan : null;
        return switch (element) {
            case BOOLEAN -> ArrayCodecs::readBooleans;
            case CHAR -> ArrayCodecs::readChars;
            case SHORT -> in -> NumberArrays.readShorts(in, changed);
            case INT -> in -> NumberArrays.readInts(in, changed);
            case LONG -> in -> NumberArrays.readLongs(in, changed);
            case FLOAT -> in -> NumberArrays.readFloats(in, changed);
            case DOUBLE -> in -> NumberArrays.readDoubles(in, changed);
            default -> throw new IllegalArgumentException("array of " + element + " (expected: of a primitive)");
        };
    }

    /** Writes an array of primitives other than bytes. */
    static ValueWriter arrayWriter(Form element) {
        return switch (element) {
            case BOOLEAN -> (out, value) -> ArrayCodecs.writeBooleans(out, (boolean[]) value);
            case CHAR -> (out, value) -> ArrayCodecs.writeChars(out, (char[]) value);
            case SHORT -> (out, value) -> ArrayCodecs.writeShorts(out, (short[]) value);
            case INT -> (out, value) -> ArrayCodecs.writeInts(out, (int[]) value);
            case LONG -> (out, value) -> ArrayCodecs.writeLongs(out, (long[]) value);
            case FLOAT -> (out, value) -> ArrayCodecs.writeFloats(out, (float[]) value);
            case DOUBLE -> (out, value) -> ArrayCodecs.writeDoubles(out, (double[]) value);
            default -> throw new IllegalArgumentException("array of " + element + " (expected: of a primitive)");
        };
    }

    private static BasicCodec<?> codec(ContractType type) {
        return Objects.requireNonNull(BasicCodec.of(type.toString()));
    }
}
