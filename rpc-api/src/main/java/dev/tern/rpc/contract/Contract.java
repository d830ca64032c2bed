package dev.tern.rpc.contract;

import static java.util.Comparator.comparing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a service exchanges: its methods and all types that their signatures reach. Immutable and sorted, so that the same contract is the
 * same value wherever it was read from and in whatever order it was declared.
 *
 * @param service the service's name; not part of the hash
 * @param methods sorted by signature, so that a method's place is its number
 * @param structs sorted by name
 * @param enums sorted by name
 * @param unions sorted by name
 * @param details what else is told of the service; not hashed
 */
public record Contract(
        String service,
        List<ContractMethod> methods,
        List<ContractStruct> structs,
        List<ContractEnum> enums,
        List<ContractUnion> unions,
        Details details) {

    /** Sorts the lists. */
    public Contract {
        if (details.has(ContractText.FORMAT_KEY) || details.has(ContractText.SERVICE_KEY)) {
            throw new IllegalArgumentException(
                    "details of a contract: " + details.values().keySet() + " (expected: neither "
                            + ContractText.FORMAT_KEY + " nor " + ContractText.SERVICE_KEY + ")");
        }
        methods = methods.stream().sorted(comparing(ContractMethod::signature)).toList();
        structs = structs.stream().sorted(comparing(ContractStruct::name)).toList();
        enums = enums.stream().sorted(comparing(ContractEnum::name)).toList();
        unions = unions.stream().sorted(comparing(ContractUnion::name)).toList();
    }

    /** A contract without unions of which nothing more is told. */
    public Contract(
            String service, List<ContractMethod> methods, List<ContractStruct> structs, List<ContractEnum> enums) {
        this(service, methods, structs, enums, List.of(), Details.NONE);
    }

    /**
     * The text that is hashed: one line per method, type, property and constant, without any detail.
     *
     * <pre>
     * method get(long)
     *   unary dev.shop.Order
     *   parameter long
     *   throws dev.shop.OrderNotFound
     * struct dev.shop.Order
     *   customer java.lang.String
     *     alias client
     *   id long
     * enum dev.shop.State
     *   OPEN
     *   PAID
     * sealed dev.shop.Payment
     *   dev.shop.Card
     *   dev.shop.Transfer
     * </pre>
     */
    public String canonical() {
        return ContractText.canonical(this);
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

    /** The struct of that name; null if there is none. */
    public @Nullable ContractStruct struct(String name) {
        return find(structs, ContractStruct::name, name);
    }

    /** The enum of that name; null if there is none. */
    public @Nullable ContractEnum enumeration(String name) {
        return find(enums, ContractEnum::name, name);
    }

    /** The union of that name; null if there is none. */
    public @Nullable ContractUnion union(String name) {
        return find(unions, ContractUnion::name, name);
    }

    private static <T> @Nullable T find(List<T> sorted, Function<T, String> nameOf, String name) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            T found = sorted.get(middle);
            int order = nameOf.apply(found).compareTo(name);
            if (order == 0) {
                return found;
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
