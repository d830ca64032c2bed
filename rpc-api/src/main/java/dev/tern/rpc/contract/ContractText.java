package dev.tern.rpc.contract;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;

/**
 * The text form of a contract: the resource {@code META-INF/tern/<interface>.contract}, a lock, and what two sides exchange when they differ.
 * Lines that begin with {@code #} tell details; the others are the {@linkplain Contract#canonical() canonical text}.
 *
 * <pre>
 * # tern-contract "1"
 * # service "dev.shop.OrderService"
 * method get(long)
 *   unary dev.shop.Order
 *   # doc "Finds an order."
 *   parameter long
 *     # name "id"
 * </pre>
 */
public final class ContractText {

    /** The most bytes of a contract's text in UTF-8 as it is told to peers. */
    public static final int MAX_BYTES = 256 * 1024;

    /** The format that {@link #write} writes. */
    static final String FORMAT = "1";

    static final String FORMAT_KEY = "tern-contract";
    static final String SERVICE_KEY = "service";
    static final String CUSTOM = "custom";
    static final String TYPE_INDENT = "  ";
    static final String MEMBER_INDENT = "    ";

    private final StringBuilder text = new StringBuilder();
    private final Predicate<String> details; // by key: whether it is told

    private ContractText(Predicate<String> details) {
        this.details = details;
    }

    /** Where the contract of an interface with this binary name stands, in class path and class output. */
    public static String resource(String binaryName) {
        return "META-INF/tern/" + binaryName + ".contract";
    }

    /** The whole text. Lines end in {@code \n}; to be kept in UTF-8. */
    public static String write(Contract contract) {
        return write(contract, key -> true);
    }

    /**
     * The text that is told to peers, in UTF-8: without documentation and policies, which would only make it longer.
     *
     * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}
     */
    public static byte[] forPeers(Contract contract) {
        byte[] text = write(contract, key -> !key.equals(Details.DOC) && !key.startsWith(Details.POLICY))
                .getBytes(StandardCharsets.UTF_8);
        if (text.length > MAX_BYTES) {
            throw new IllegalArgumentException("contract of " + contract.service() + ": " + text.length
                    + " bytes (expected: at most " + MAX_BYTES + ", documentation not counted; split the service)");
        }
        return text;
    }

    private static String write(Contract contract, Predicate<String> details) {
        ContractText text = new ContractText(details);
        text.detail("", FORMAT_KEY, FORMAT);
        text.detail("", SERVICE_KEY, contract.service());
        text.details("", contract.details());
        text.body(contract);
        return text.text.toString();
    }

    static String canonical(Contract contract) {
        ContractText text = new ContractText(key -> false);
        text.body(contract);
        return text.text.toString();
    }

    /**
     * Reads a contract.
     *
     * @throws IllegalArgumentException if the text is none; the message names the line
     */
    public static Contract parse(String text) {
        return new ContractParser(text).parse();
    }

    private void body(Contract contract) {
        contract.methods().forEach(this::method);
        contract.structs().forEach(this::struct);
        contract.enums().forEach(this::enumeration);
        contract.unions().forEach(this::union);
    }

    private void method(ContractMethod method) {
        line("", "method " + method.signature());
        line(TYPE_INDENT, method.kind().text() + " " + method.result());
        aliases(TYPE_INDENT, method.aliases());
        details(TYPE_INDENT, method.details());
        for (ContractMethod.Parameter parameter : method.parameters()) {
            line(TYPE_INDENT, "parameter " + parameter.type());
            details(MEMBER_INDENT, parameter.details());
        }
        for (String exception : method.exceptions()) {
            line(TYPE_INDENT, "throws " + exception);
        }
    }

    private void struct(ContractStruct struct) {
        line("", "struct " + struct.name());
        details(TYPE_INDENT, struct.details());
        for (ContractStruct.Property property : struct.properties()) {
            line(TYPE_INDENT, property.name() + " " + property.type());
            aliases(MEMBER_INDENT, property.aliases());
            details(MEMBER_INDENT, property.details());
        }
    }

    private void enumeration(ContractEnum type) {
        line("", "enum " + type.name());
        details(TYPE_INDENT, type.details());
        for (ContractEnum.Constant constant : type.constants()) {
            line(TYPE_INDENT, constant.name());
            aliases(MEMBER_INDENT, constant.aliases());
            details(MEMBER_INDENT, constant.details());
        }
    }

    private void union(ContractUnion union) {
        line("", "sealed " + union.name());
        details(TYPE_INDENT, union.details());
        union.subtypes().forEach(subtype -> line(TYPE_INDENT, subtype));
    }

    private void aliases(String indent, List<String> aliases) {
        aliases.forEach(alias -> line(indent, "alias " + alias));
    }

    private void details(String indent, Details all) {
        all.values().forEach((key, value) -> detail(indent, key, value));
    }

    private void detail(String indent, String key, String value) {
        if (details.test(key)) {
            text.append(indent).append("# ").append(key).append(' ');
            quote(value);
            text.append('\n');
        }
    }

    private void line(String indent, String content) {
        text.append(indent).append(content).append('\n');
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) {
                        text.append("\\u").append(String.format("%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
