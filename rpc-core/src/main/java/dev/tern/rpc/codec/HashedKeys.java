package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Form;
import dev.tern.rpc.io.BasicCodec;

/** Tells for which elements and keys a hash table needs a guard, as generated code does. */
final class HashedKeys {

    static final String SET = "java.util.Set";
    static final String MAP = "java.util.Map";

    private HashedKeys() {}

    /** Whether a sender can choose values of this type that have the same hash code and no order. */
    static boolean canCollide(ContractType type, Contract contract) {
        Form form = Form.of(type, contract);
        return form == null
                || (form == Form.BASIC && BasicCodec.canCollide(type.toString()))
                || (!form.isPrimitive() && form != Form.BASIC && form != Form.ENUM);
    }
}
