package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Form;
import java.util.Set;

/** Tells for which elements and keys a hash table needs a guard, as generated code does. */
final class HashedKeys {

    static final String SET = "java.util.Set";
    static final String MAP = "java.util.Map";

    /** Basic types that can have many values of one hash code and an order that a hash table cannot use. */
    private static final Set<String> UNORDERED = Set.of(
            "java.time.LocalDateTime",
            "java.time.ZonedDateTime",
            "java.time.Period",
            "java.util.OptionalLong",
            "java.util.OptionalDouble",
            "java.nio.ByteBuffer");

    private HashedKeys() {}

    /** Whether a sender can choose values of this type that have the same hash code and no order. */
    static boolean canCollide(ContractType type, Contract contract) {
        Form form = Form.of(type, contract);
        return form == null
                || (form == Form.BASIC && UNORDERED.contains(type.toString()))
                || (!form.isPrimitive() && form != Form.BASIC && form != Form.ENUM);
    }
}
