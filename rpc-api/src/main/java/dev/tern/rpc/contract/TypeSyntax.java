package dev.tern.rpc.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads types as {@link ContractType} spells them. */
final class TypeSyntax {

    private static final int MAX_NESTING = 64;

    private final Set<String> named;
    private final ContractLines lines;

    /**
     * Reads types of a contract.
     *
     * @param named the names of its structs, enums and unions
     * @param lines where errors are told to be
     */
    TypeSyntax(Set<String> named, ContractLines lines) {
        this.named = named;
        this.lines = lines;
    }

    ContractType read(String text) {
        return read(text, 0);
    }

    private ContractType read(String text, int depth) {
        if (depth > MAX_NESTING) {
            throw lines.error("types in types in " + ContractLines.shown(text) + " (expected: at most " + MAX_NESTING
                    + " levels)");
        }
        if (named.contains(text)) {
            return new ContractType.Named(text);
        }
        if (text.endsWith("[]")) {
            return new ContractType.Array(read(text.substring(0, text.length() - 2), depth + 1));
        }
        int open = text.indexOf('<');
        if (open < 0) {
            return new ContractType.Basic(simple(text));
        }
        String name = simple(text.substring(0, open));
        if (!text.endsWith(">")) {
            throw lines.error("type " + ContractLines.shown(text) + " (expected: Name<arguments>)");
        }
        List<String> arguments = split(text.substring(open + 1, text.length() - 1));
        if (name.equals(ContractText.CUSTOM)) {
            return custom(text, arguments);
        }
        return new ContractType.Container(
                name,
                arguments.stream().map(argument -> read(argument, depth + 1)).toList());
    }

    private ContractType custom(String text, List<String> arguments) {
        if (arguments.size() != 2) {
            throw lines.error(
                    "type " + ContractLines.shown(text) + " (expected: " + ContractText.CUSTOM + "<type,serializer>)");
        }
        return new ContractType.Custom(lines.name(arguments.get(0)), lines.name(arguments.get(1)));
    }

    /** A name without arguments. */
    private String simple(String text) {
        boolean isSimple = text.chars().noneMatch(c -> c == '<' || c == '>' || c == ',' || c == '[' || c == ']');
        if (!isSimple || !ContractLines.isName(text)) {
            throw lines.error("type " + ContractLines.shown(text) + " (expected: a qualified name)");
        }
        return text;
    }

    /** At the commas that are in no brackets. */
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
