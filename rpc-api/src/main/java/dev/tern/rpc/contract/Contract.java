package dev.tern.rpc.contract;

import static java.util.Comparator.comparing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What a service exchanges: its methods and all types that their signatures reach. Immutable and sorted, so that the same contract is the
 * same value wherever it was read from and in whatever order it was declared.
 *
 * @param service the service's name; not part of the hash
 * @param methods sorted by signature, so that a method's place is its number
 * @param structs sorted by name
 * @param enums sorted by name
 */
public record Contract(
        String service, List<ContractMethod> methods, List<ContractStruct> structs, List<ContractEnum> enums) {

    /** Sorts the lists. */
    public Contract {
        methods = methods.stream().sorted(comparing(ContractMethod::signature)).toList();
        structs = structs.stream().sorted(comparing(ContractStruct::name)).toList();
        enums = enums.stream().sorted(comparing(ContractEnum::name)).toList();
    }

    /**
     * The text that is hashed: one line per method, type, property and constant. What does not change how bytes are read is left out: the
     * service's name, the names of parameters, documentation and policies.
     *
     * <pre>
     * method get(long)
     *   unary dev.shop.Order
     *   parameter long
     *   throws dev.shop.OrderNotFound
     * struct dev.shop.Order
     *   customer java.lang.String
     *   id long
     * enum dev.shop.State
     *   OPEN
     *   PAID
     * </pre>
     */
    public String canonical() {
        StringBuilder text = new StringBuilder();
        for (ContractMethod method : methods) {
            text.append("method ").append(method.signature()).append('\n');
            text.append("  ")
                    .append(method.kind().text())
                    .append(' ')
                    .append(method.result())
                    .append('\n');
            for (ContractMethod.Parameter parameter : method.parameters()) {
                text.append("  parameter ").append(parameter.type()).append('\n');
            }
            for (String exception : method.exceptions()) {
                text.append("  throws ").append(exception).append('\n');
            }
        }
        for (ContractStruct struct : structs) {
            text.append("struct ").append(struct.name()).append('\n');
            for (ContractStruct.Property property : struct.properties()) {
                text.append("  ")
                        .append(property.name())
                        .append(' ')
                        .append(property.type())
                        .append('\n');
            }
        }
        for (ContractEnum type : enums) {
            text.append("enum ").append(type.name()).append('\n');
            for (String constant : type.constants()) {
                text.append("  ").append(constant).append('\n');
            }
        }
        return text.toString();
    }

    /** The first eight bytes, big endian, of the SHA-256 of the {@linkplain #canonical() canonical text} in UTF-8. */
    public long hash() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(canonical().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing, though every Java platform has it", e);
        }
    }
}
