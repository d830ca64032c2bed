package dev.tern.rpc.processor;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import java.util.ArrayList;
import java.util.List;

/** Takes from the parsed records what is part of the contract. */
final class ContractBuilder {

    private ContractBuilder() {}

    static Contract build(String service, List<MethodModel> methods, List<Codec> codecs) {
        List<ContractStruct> structs = new ArrayList<>();
        List<ContractEnum> enums = new ArrayList<>();
        for (Codec codec : codecs) {
            String name = codec.type().contract().toString();
            if (codec instanceof Codec.Struct struct) {
                structs.add(new ContractStruct(
                        name,
                        struct.properties().stream()
                                .map(property -> new ContractStruct.Property(
                                        property.name(), property.type().contract()))
                                .toList()));
            } else if (codec instanceof Codec.Enumeration enumeration) {
                enums.add(ContractEnum.of(name, enumeration.constants()));
            }
        }
        return new Contract(
                service, methods.stream().map(ContractBuilder::method).toList(), structs, enums);
    }

    private static ContractMethod method(MethodModel method) {
        SentType result = method.result();
        return new ContractMethod(
                method.signature(),
                method.kind() == MethodModel.Kind.ONE_WAY ? ContractMethod.Kind.ONE_WAY : ContractMethod.Kind.UNARY,
                result == null ? ContractType.VOID : result.contract(),
                method.parameters().stream()
                        .map(parameter -> new ContractMethod.Parameter(
                                parameter.name(), parameter.type().contract()))
                        .toList(),
                method.exceptions().stream()
                        .map(exception -> exception.type().contract().toString())
                        .toList());
    }
}
