package dev.tern.rpc.hostile;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractEnum;
import dev.tern.rpc.contract.ContractEnum.Constant;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractMethod.Parameter;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractStruct.Property;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.ContractType.Array;
import dev.tern.rpc.contract.ContractType.Basic;
import dev.tern.rpc.contract.ContractType.Container;
import dev.tern.rpc.contract.ContractType.Named;
import dev.tern.rpc.contract.ContractUnion;
import dev.tern.rpc.contract.Details;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Other versions of a contract: with everything added, removed, renamed and changed that may change, and some that may not. The same number gives the same version. */
final class Evolution {

    private static final Map<String, List<String>> NUMBERS = Map.of(
            "byte", List.of("short", "int", "long", "double"),
            "short", List.of("int", "byte", "float"),
            "int", List.of("long", "short", "double", "java.lang.Long"),
            "long", List.of("int", "double", "java.lang.Integer"),
            "float", List.of("double"),
            "java.lang.Integer", List.of("long", "java.lang.Long", "int", "java.lang.Double"),
            "java.lang.Long", List.of("int", "java.lang.Integer"));
    private static final Map<String, List<String>> CONTAINERS = Map.of(
            "java.util.List", List.of("java.util.Set", "java.util.Collection", "java.util.Deque"),
            "java.util.Set", List.of("java.util.List", "java.util.SortedSet"),
            "java.util.Map", List.of("java.util.SortedMap"));

    private final Contract contract;
    private final Random random;

    private Evolution(Contract contract, int number) {
        this.contract = contract;
        this.random = new Random(number);
    }

    /** Another version, as its peer would receive it. */
    static Contract of(Contract contract, int number) {
        return ContractText.parse(ContractText.write(new Evolution(contract, number).evolve()));
    }

    private Contract evolve() {
        return new Contract(
                contract.service(),
                contract.methods().stream().map(this::method).toList(),
                contract.structs().stream().map(this::struct).toList(),
                contract.enums().stream().map(this::enumeration).toList(),
                contract.unions().stream().map(this::union).toList(),
                Details.NONE);
    }

    private ContractMethod method(ContractMethod method) {
        List<Parameter> parameters = new ArrayList<>();
        method.parameters().forEach(parameter -> parameters.add(new Parameter(type(parameter.type()), Details.NONE)));
        if (once(4)) {
            parameters.add(new Parameter(any(), Details.NONE));
        } else if (once(4)) {
            parameters.remove(parameters.size() - 1);
        }
        return new ContractMethod(
                method.signature(),
                method.kind(),
                type(method.result()),
                parameters,
                method.exceptions(),
                method.aliases(),
                method.details());
    }

    private ContractStruct struct(ContractStruct struct) {
        List<Property> properties = new ArrayList<>();
        for (Property property : struct.properties()) {
            if (once(6)) {
                continue;
            }
            boolean isRenamed = once(8);
            properties.add(new Property(
                    isRenamed ? "renamed" + properties.size() : property.name(),
                    type(property.type()),
                    isRenamed ? List.of(property.name()) : property.aliases(),
                    property.details()));
        }
        for (int added = 0; once(3); added++) {
            properties.add(new Property("added" + added, any()));
        }
        return new ContractStruct(struct.name(), properties, struct.details());
    }

    private ContractEnum enumeration(ContractEnum type) {
        List<Constant> constants = new ArrayList<>();
        for (Constant constant : type.constants()) {
            if (!once(4)) {
                constants.add(constant);
            }
        }
        constants.add(new Constant("ADDED", List.of(), Details.NONE));
        return new ContractEnum(type.name(), constants, type.details());
    }

    private ContractUnion union(ContractUnion union) {
        List<String> subtypes = new ArrayList<>(union.subtypes());
        String added = contract.structs()
                .get(random.nextInt(contract.structs().size()))
                .name();
        if (once(2) && !subtypes.contains(added)) {
            subtypes.add(added);
        }
        if (once(4) && subtypes.size() > 1) {
            subtypes.remove(random.nextInt(subtypes.size()));
        }
        return new ContractUnion(union.name(), subtypes, union.details());
    }

    private ContractType type(ContractType type) {
        if (type instanceof Basic basic && NUMBERS.containsKey(basic.name()) && once(3)) {
            return new Basic(choose(NUMBERS.get(basic.name())));
        } else if (type instanceof Array array) {
            return new Array(type(array.element()));
        } else if (type instanceof Container container) {
            List<String> others = CONTAINERS.getOrDefault(container.name(), List.of());
            return new Container(
                    others.isEmpty() || !once(3) ? container.name() : choose(others),
                    container.arguments().stream().map(this::type).toList());
        }
        return type;
    }

    /** A type that is somewhere in the contract. */
    private ContractType any() {
        ContractType type = new Named(choose(contract.structs()).name());
        return switch (random.nextInt(8)) {
            case 0 -> new Basic("int");
            case 1 -> new Basic("java.lang.String");
            case 2 -> new Container("java.util.List", List.of(type));
            case 3 -> new Container("java.util.Map", List.of(new Basic("java.lang.Long"), type));
            case 4 -> new Array(new Array(new Basic("long")));
            case 5 -> new Container("java.util.Optional", List.of(type));
            case 6 -> new Basic("java.math.BigDecimal");
            default -> type;
        };
    }

    private boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    private <T> T choose(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
