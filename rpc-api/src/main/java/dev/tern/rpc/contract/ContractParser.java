package dev.tern.rpc.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ContractText} writes. The text may come from anybody: everything is checked, and nothing nests without a limit. */
final class ContractParser {

    private static final int MAX_NESTING = 64;
    private static final List<String> KINDS = List.of("method", "struct", "enum", "sealed");

    private final String[] lines;
    private int at; // the line that is read next
    private final Set<String> names = new HashSet<>();
    private final List<ContractMethod> methods = new ArrayList<>();
    private final List<ContractStruct> structs = new ArrayList<>();
    private final List<ContractEnum> enums = new ArrayList<>();
    private final List<ContractUnion> unions = new ArrayList<>();

    ContractParser(String text) {
        this.lines = text.split("\n", -1);
    }

    Contract parse() {
        findNames();
        Map<String, String> head = new TreeMap<>(details("").values());
        if (!ContractText.FORMAT.equals(head.remove(ContractText.FORMAT_KEY))) {
            throw error("not a contract of format " + ContractText.FORMAT + " (expected: # " + ContractText.FORMAT_KEY
                    + " \"" + ContractText.FORMAT + "\" first)");
        }
        String service = head.remove(ContractText.SERVICE_KEY);
        if (service == null) {
            throw error("no service (expected: # " + ContractText.SERVICE_KEY + " \"its name\")");
        }
        while (at < lines.length && !(at == lines.length - 1 && lines[at].isEmpty())) {
            type();
        }
        Contract contract = new Contract(service, methods, structs, enums, unions, Details.of(head));
        checkReferences(contract);
        return contract;
    }

    /** The names of all types first: they may be used before they are declared. */
    private void findNames() {
        for (String line : lines) {
            int space = line.indexOf(' ');
            if (space > 0 && KINDS.indexOf(line.substring(0, space)) > 0 && !names.add(line.substring(space + 1))) {
                throw new IllegalArgumentException("contract: two types " + line.substring(space + 1));
            }
        }
    }

    private void type() {
        String line = lines[at];
        int space = line.indexOf(' ');
        String name = line.substring(space + 1);
        switch (space < 0 ? "" : line.substring(0, space)) {
            case "method" -> method(name);
            case "struct" -> struct(name);
            case "enum" -> enumeration(name);
            case "sealed" -> union(name);
            default -> throw error("'" + line + "' (expected: method, struct, enum or sealed)");
        }
    }

    private void method(String signature) {
        if (signature.indexOf('(') <= 0 || !signature.endsWith(")")) {
            throw error("signature '" + signature + "' (expected: name(Type,Type))");
        }
        at++;
        String exchange = Objects.requireNonNullElse(next(ContractText.TYPE_INDENT), "");
        ContractMethod.Kind kind = Arrays.stream(ContractMethod.Kind.values())
                .filter(value -> exchange.startsWith(value.text() + " "))
                .findFirst()
                .orElseThrow(() -> error("'" + exchange + "' (expected: unary or one-way, and the result's type)"));
        ContractType result = typeOf(exchange.substring(kind.text().length() + 1));
        List<String> aliases = aliases(ContractText.TYPE_INDENT);
        Details details = details(ContractText.TYPE_INDENT);
        List<ContractMethod.Parameter> parameters = new ArrayList<>();
        List<String> exceptions = new ArrayList<>();
        String member;
        while ((member = next(ContractText.TYPE_INDENT)) != null) {
            if (member.startsWith("parameter ")) {
                ContractType type = typeOf(member.substring("parameter ".length()));
                parameters.add(new ContractMethod.Parameter(type, details(ContractText.MEMBER_INDENT)));
            } else if (member.startsWith("throws ")) {
                exceptions.add(member.substring("throws ".length()));
            } else {
                throw error("'" + member + "' (expected: parameter or throws)");
            }
        }
        methods.add(new ContractMethod(signature, kind, result, parameters, exceptions, aliases, details));
    }

    private void struct(String name) {
        at++;
        Details details = details(ContractText.TYPE_INDENT);
        List<ContractStruct.Property> properties = new ArrayList<>();
        String member;
        while ((member = next(ContractText.TYPE_INDENT)) != null) {
            int space = member.indexOf(' ');
            if (space <= 0) {
                throw error("'" + member + "' (expected: a property's name and type)");
            }
            ContractType type = typeOf(member.substring(space + 1));
            List<String> aliases = aliases(ContractText.MEMBER_INDENT);
            properties.add(new ContractStruct.Property(
                    member.substring(0, space), type, aliases, details(ContractText.MEMBER_INDENT)));
        }
        structs.add(new ContractStruct(name, properties, details));
    }

    private void enumeration(String name) {
        at++;
        Details details = details(ContractText.TYPE_INDENT);
        List<ContractEnum.Constant> constants = new ArrayList<>();
        String member;
        while ((member = next(ContractText.TYPE_INDENT)) != null) {
            List<String> aliases = aliases(ContractText.MEMBER_INDENT);
            constants.add(new ContractEnum.Constant(member, aliases, details(ContractText.MEMBER_INDENT)));
        }
        enums.add(new ContractEnum(name, constants, details));
    }

    private void union(String name) {
        at++;
        Details details = details(ContractText.TYPE_INDENT);
        List<String> subtypes = new ArrayList<>();
        String member;
        while ((member = next(ContractText.TYPE_INDENT)) != null) {
            subtypes.add(member);
        }
        unions.add(new ContractUnion(name, subtypes, details));
    }

    private static void checkReferences(Contract contract) {
        checkUnique(contract.methods().stream().map(ContractMethod::signature).toList());
        for (ContractMethod method : contract.methods()) {
            for (String exception : method.exceptions()) {
                if (contract.struct(exception) == null) {
                    throw unknown(method.signature(), exception);
                }
            }
        }
        for (ContractStruct struct : contract.structs()) {
            checkUnique(struct.properties().stream()
                    .map(ContractStruct.Property::name)
                    .toList());
        }
        for (ContractEnum type : contract.enums()) {
            checkUnique(
                    type.constants().stream().map(ContractEnum.Constant::name).toList());
        }
        for (ContractUnion union : contract.unions()) {
            checkUnique(union.subtypes());
            for (String subtype : union.subtypes()) {
                if (contract.struct(subtype) == null && contract.enumeration(subtype) == null) {
                    throw unknown(union.name(), subtype);
                }
            }
        }
    }

    private static void checkUnique(List<String> sorted) {
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).equals(sorted.get(i - 1))) {
                throw new IllegalArgumentException("contract: " + sorted.get(i) + " twice (expected: once)");
            }
        }
    }

    private static IllegalArgumentException unknown(String user, String name) {
        return new IllegalArgumentException(
                "contract: " + user + " names " + name + " (expected: a struct of the contract)");
    }

    // ---------------------------------------------------------------- lines

    /** The content of the next line, if it stands at this indent; null otherwise. */
    private @Nullable String next(String indent) {
        String line = at < lines.length ? lines[at] : "";
        if (!line.startsWith(indent) || line.length() == indent.length() || line.charAt(indent.length()) == ' ') {
            return null;
        }
        if (line.startsWith("# ", indent.length())) {
            throw error("'" + line.trim() + "' (expected: details right behind what they are of)");
        }
        at++;
        return line.substring(indent.length());
    }

    private List<String> aliases(String indent) {
        String start = indent + "alias ";
        List<String> aliases = new ArrayList<>();
        while (at < lines.length && lines[at].startsWith(start)) {
            String alias = lines[at].substring(start.length());
            if (indent.equals(ContractText.TYPE_INDENT) || isName(alias)) {
                aliases.add(alias);
                at++;
            } else {
                break;
            }
        }
        return aliases;
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0;
    }

    private Details details(String indent) {
        String start = indent + "# ";
        Map<String, String> details = new TreeMap<>();
        for (; at < lines.length && lines[at].startsWith(start); at++) {
            String detail = lines[at].substring(start.length());
            int space = detail.indexOf(' ');
            if (space <= 0) {
                throw error("'" + detail + "' (expected: # key \"value\")");
            }
            details.put(detail.substring(0, space), unquoted(detail.substring(space + 1)));
        }
        return Details.of(details);
    }

    private String unquoted(String quoted) {
        if (quoted.length() < 2 || quoted.charAt(0) != '"' || !quoted.endsWith("\"")) {
            throw error("'" + quoted + "' (expected: a text in quotes)");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            switch (escaped) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case '"', '\\' -> text.append(escaped);
                case 'u' -> {
                    if (i + 5 > quoted.length() - 1) {
                        throw error("\\u in '" + quoted + "' (expected: four hex digits)");
                    }
                    text.append(hex(quoted.substring(i + 1, i + 5)));
                    i += 4;
                }
                default -> throw error("\\" + escaped + " (expected: one of n r t u \" \\)");
            }
        }
        return text.toString();
    }

    private char hex(String digits) {
        try {
            return (char) Integer.parseUnsignedInt(digits, 16);
        } catch (NumberFormatException e) {
            throw error("\\u" + digits + " (expected: four hex digits)");
        }
    }

    private IllegalArgumentException error(String message) {
        return new IllegalArgumentException("contract, line " + Math.min(at + 1, lines.length) + ": " + message);
    }

    // ---------------------------------------------------------------- types

    private ContractType typeOf(String text) {
        return typeOf(text, 0);
    }

    private ContractType typeOf(String text, int depth) {
        if (depth > MAX_NESTING) {
            throw error("type arguments in type arguments (expected: at most " + MAX_NESTING + ")");
        }
        if (names.contains(text)) {
            return new ContractType.Named(text);
        }
        if (text.endsWith("[]")) {
            return new ContractType.Array(typeOf(text.substring(0, text.length() - 2), depth + 1));
        }
        int open = text.indexOf('<');
        if (open < 0) {
            if (!isName(text) || text.indexOf('>') >= 0 || text.indexOf(',') >= 0) {
                throw error("type '" + text + "' (expected: a qualified name)");
            }
            return new ContractType.Basic(text);
        }
        if (open == 0 || !text.endsWith(">")) {
            throw error("type '" + text + "' (expected: Name<arguments>)");
        }
        String name = text.substring(0, open);
        List<String> arguments = split(text.substring(open + 1, text.length() - 1));
        if (name.equals(ContractText.CUSTOM)) {
            if (arguments.size() != 2) {
                throw error("type '" + text + "' (expected: " + ContractText.CUSTOM + "<type,serializer>)");
            }
            return new ContractType.Custom(arguments.get(0), arguments.get(1));
        }
        return new ContractType.Container(
                name,
                arguments.stream().map(argument -> typeOf(argument, depth + 1)).toList());
    }

    private static List<String> split(String arguments) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < arguments.length(); i++) {
            char c = arguments.charAt(i);
            depth += c == '<' ? 1 : c == '>' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(arguments.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(arguments.substring(start));
        return parts;
    }
}
