package dev.tern.rpc.codec;

import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Details;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value of a struct, of arguments or of a result.
 *
 * @param type what stands there
 * @param absent what it is read as if nothing is sent, as text; null if the contract does not say
 */
record Slot(ContractType type, @Nullable String absent) {

    /** The properties of a struct, by the order of their names. */
    static List<Slot> of(ContractStruct struct) {
        return struct.properties().stream()
                .map(property -> new Slot(property.type(), property.details().get(Details.DEFAULT)))
                .toList();
    }

    /** The parameters of a method, in their own order. */
    static List<Slot> ofParameters(ContractMethod method) {
        return method.parameters().stream()
                .map(parameter -> new Slot(parameter.type(), parameter.details().get(Details.DEFAULT)))
                .toList();
    }

    /** The result of a method, if there is one. */
    static List<Slot> ofResult(ContractMethod method) {
        return method.result().equals(ContractType.VOID) ? List.of() : List.of(new Slot(method.result(), null));
    }
}
