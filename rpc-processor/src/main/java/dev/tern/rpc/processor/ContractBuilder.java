package dev.tern.rpc.processor;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.contract.Details;
import java.util.ArrayList;
import java.util.List;

/** Takes from the parsed records what is part of the contract. */
final class ContractBuilder {

    private ContractBuilder() {}

    static Contract build(String service, List<MethodModel> methods, List<Codec> codecs, Details details) {
        List<ContractStruct> structs = new ArrayList<>();
        List<ContractEnum> enums = new ArrayList<>();
        List<ContractUnion> unions = new ArrayList<>();
        for (Codec codec : codecs) {
            if (codec instanceof Codec.Struct struct) {
                structs.add(struct(struct));
            } else if (codec instanceof Codec.Enumeration enumeration) {
                enums.add(enumeration.declared());
            } else if (codec instanceof Codec.Union union) {
                List<String> subtypes = union.leaves().stream()
                        .map(leaf -> leaf.type().contract().toString())
                        .toList();
                unions.add(new ContractUnion(union.type().contract().toString(), subtypes, union.details()));
            }
        }
        return new Contract(
                service, methods.stream().map(ContractBuilder::method).toList(), structs, enums, unions, details);
    }

    private static ContractStruct struct(Codec.Struct struct) {
        List<ContractStruct.Property> properties = struct.properties().stream()
                .map(property -> new ContractStruct.Property(
                        property.name(),
                        property.type().contract(),
                        property.marks().aliases(),
                        property.marks().details()))
                .toList();
        return new ContractStruct(struct.type().contract().toString(), properties, struct.details());
    }

    private static ContractMethod method(MethodModel method) {
        SentType result = method.result();
        return new ContractMethod(
                method.signature(),
                method.kind() == MethodModel.Kind.ONE_WAY ? ContractMethod.Kind.ONE_WAY : ContractMethod.Kind.UNARY,
                result == null ? ContractType.VOID : result.contract(),
                method.parameters().stream()
                        .map(parameter -> new ContractMethod.Parameter(
                                parameter.type().contract(), parameter.marks().details()))
                        .toList(),
                method.exceptions().stream()
                        .map(exception -> exception.type().contract().toString())
                        .toList(),
                method.marks().aliases(),
                method.marks().details());
    }
}
