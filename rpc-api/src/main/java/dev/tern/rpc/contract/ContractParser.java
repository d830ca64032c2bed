package dev.tern.rpc.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** Reads what {@link ContractText} writes. The text may come from anybody: everything is checked, and nothing nests without a limit. */
final class ContractParser {

    private static final Set<String> TYPES = Set.of("struct", "enum", "sealed");

    private final ContractLines lines;
    private final Set<String> names = new HashSet<>();
    private final TypeSyntax types;
    private final List<Reference> references = new ArrayList<>();
    private final List<ContractMethod> methods = new ArrayList<>();
    private final List<ContractStruct> structs = new ArrayList<>();
    private final List<ContractEnum> enums = new ArrayList<>();
    private final List<ContractUnion> unions = new ArrayList<>();

    /** A name that has to be one of a struct, or else of an enum. */
    private record Reference(int line, String name, boolean canBeEnum) {}

    ContractParser(String text) {
        findNames(new ContractLines(text));
        this.lines = new ContractLines(text);
        this.types = new TypeSyntax(names, lines);
    }

    /** The names of all types first: they may be used before they are declared. */
    private void findNames(ContractLines all) {
        while (!all.isAtEnd()) {
            String line = all.take();
            int space = line.indexOf(' ');
            if (space > 0 && TYPES.contains(line.substring(0, space)) && !names.add(line.substring(space + 1))) {
                throw all.error(ContractLines.shown(line) + " (expected: each type once)");
            }
        }
    }

    Contract parse() {
        Map<String, String> head = new TreeMap<>(lines.details("").values());
        if (!ContractText.FORMAT.equals(head.remove(ContractText.FORMAT_KEY))) {
            throw lines.error("not a contract of format " + ContractText.FORMAT + " (expected: # "
                    + ContractText.FORMAT_KEY + " \"" + ContractText.FORMAT + "\" first)");
        }
        String service = head.remove(ContractText.SERVICE_KEY);
        if (service == null) {
            throw lines.error("no service (expected: # " + ContractText.SERVICE_KEY + " \"its name\")");
        }
        Set<String> signatures = new HashSet<>();
        while (!lines.isAtEnd()) {
            type(lines.take(), signatures);
        }
        Contract contract = new Contract(service, methods, structs, enums, unions, Details.of(head));
        references.forEach(reference -> check(reference, contract));
        return contract;
    }

    private static void check(Reference reference, Contract contract) {
        boolean isThere = contract.struct(reference.name) != null
                || (reference.canBeEnum && contract.enumeration(reference.name) != null);
        if (!isThere) {
            throw ContractLines.error(
                    reference.line,
                    ContractLines.shown(reference.name) + " (expected: a struct "
                            + (reference.canBeEnum ? "or enum " : "") + "of the contract)");
        }
    }

    private void type(String line, Set<String> signatures) {
        int space = line.indexOf(' ');
        String name = line.substring(space + 1);
        switch (space < 0 ? "" : line.substring(0, space)) {
            case "method" -> method(once(name, signatures));
            case "struct" -> struct(lines.name(name));
            case "enum" -> enumeration(lines.name(name));
            case "sealed" -> union(lines.name(name));
            default -> throw lines.error(ContractLines.shown(line) + " (expected: method, struct, enum or sealed)");
        }
    }

    private void method(String signature) {
        if (signature.indexOf('(') <= 0 || !signature.endsWith(")")) {
            throw lines.error("signature " + ContractLines.shown(signature) + " (expected: name(Type,Type))");
        }
        String exchange = Objects.requireNonNullElse(lines.takeMember(ContractText.TYPE_INDENT), "");
        ContractMethod.Kind kind = Arrays.stream(ContractMethod.Kind.values())
                .filter(value -> exchange.startsWith(value.text() + " "))
                .findFirst()
                .orElseThrow(() -> lines.error(
                        ContractLines.shown(exchange) + " (expected: unary or one-way, and the result's type)"));
        ContractType result = types.read(exchange.substring(kind.text().length() + 1));
        List<String> aliases = lines.aliases(ContractText.TYPE_INDENT);
        Details details = lines.details(ContractText.TYPE_INDENT);
        List<ContractMethod.Parameter> parameters = new ArrayList<>();
        Set<String> exceptions = new HashSet<>();
        String member;
        while ((member = lines.takeMember(ContractText.TYPE_INDENT)) != null) {
            if (member.startsWith("parameter ")) {
                ContractType type = types.read(member.substring("parameter ".length()));
                parameters.add(new ContractMethod.Parameter(type, lines.details(ContractText.MEMBER_INDENT)));
            } else if (member.startsWith("throws ")) {
                String name = once(member.substring("throws ".length()), exceptions);
                references.add(new Reference(lines.number(), name, false));
            } else {
                throw lines.error(ContractLines.shown(member) + " (expected: parameter or throws)");
            }
        }
        methods.add(new ContractMethod(signature, kind, result, parameters, List.copyOf(exceptions), aliases, details));
    }

    private void struct(String name) {
        Details details = lines.details(ContractText.TYPE_INDENT);
        List<ContractStruct.Property> properties = new ArrayList<>();
        Set<String> known = new HashSet<>();
        String member;
        while ((member = lines.takeMember(ContractText.TYPE_INDENT)) != null) {
            int space = member.indexOf(' ');
            if (space <= 0) {
                throw lines.error(ContractLines.shown(member) + " (expected: a property's name and type)");
            }
            String property = once(member.substring(0, space), known);
            ContractType type = types.read(member.substring(space + 1));
            List<String> aliases = lines.aliases(ContractText.MEMBER_INDENT);
            properties.add(
                    new ContractStruct.Property(property, type, aliases, lines.details(ContractText.MEMBER_INDENT)));
        }
        structs.add(new ContractStruct(name, properties, details));
    }

    private void enumeration(String name) {
        Details details = lines.details(ContractText.TYPE_INDENT);
        List<ContractEnum.Constant> constants = new ArrayList<>();
        Set<String> known = new HashSet<>();
        String member;
        while ((member = lines.takeMember(ContractText.TYPE_INDENT)) != null) {
            String constant = once(member, known);
            List<String> aliases = lines.aliases(ContractText.MEMBER_INDENT);
            constants.add(new ContractEnum.Constant(constant, aliases, lines.details(ContractText.MEMBER_INDENT)));
        }
        enums.add(new ContractEnum(name, constants, details));
    }

    private void union(String name) {
        Details details = lines.details(ContractText.TYPE_INDENT);
        Set<String> subtypes = new HashSet<>();
        String member;
        while ((member = lines.takeMember(ContractText.TYPE_INDENT)) != null) {
            references.add(new Reference(lines.number(), once(member, subtypes), true));
        }
        unions.add(new ContractUnion(name, List.copyOf(subtypes), details));
    }

    /** A name that is not among those; then it is. */
    private String once(String name, Set<String> known) {
        if (!known.add(lines.name(name))) {
            throw lines.error(ContractLines.shown(name) + " (expected: once)");
        }
        return name;
    }
}
