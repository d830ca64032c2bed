package dev.tern.rpc.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A method of a contract.
 *
 * @param signature the name and the erased parameter types, {@code "place(NewOrder)"}; unique in its contract
 * @param kind what is exchanged
 * @param result what is answered, whether now or by a future; {@link ContractType#VOID} for nothing
 * @param parameters in the order they are declared in
 * @param exceptions the names of the declared exceptions' structs, sorted
 * @param aliases its other names or signatures, sorted
 * @param details what is not hashed
 */
public record ContractMethod(
        String signature,
        Kind kind,
        ContractType result,
        List<Parameter> parameters,
        List<String> exceptions,
        List<String> aliases,
        Details details) {

    /** Copies the lists, and sorts all but the parameters. */
    public ContractMethod {
        parameters = List.copyOf(parameters);
        exceptions = exceptions.stream().sorted().toList();
        aliases = aliases.stream().sorted().toList();
    }

    /** A method of which nothing more is told. */
    public ContractMethod(
            String signature, Kind kind, ContractType result, List<Parameter> parameters, List<String> exceptions) {
        this(signature, kind, result, parameters, exceptions, List.of(), Details.NONE);
    }

    /** The name alone. */
    public String name() {
        return signature.substring(0, signature.indexOf('('));
    }

    /**
     * A parameter.
     *
     * @param type what is sent
     * @param details what is not hashed, the name among it
     */
    public record Parameter(ContractType type, Details details) {

        /** A parameter of which only the name is told. */
        public Parameter(String name, ContractType type) {
            this(type, Details.NONE.with(Details.NAME, name));
        }

        /** The name; null if the contract was made of a class file that has none. */
        public @Nullable String name() {
            return details.get(Details.NAME);
        }
    }

    /** What is exchanged in a call. */
    public enum Kind {
        /** One request, one answer. */
        UNARY("unary"),
        /** One request, no answer. */
        ONE_WAY("one-way");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word in the canonical text. */
        public String text() {
            return text;
        }
    }
}
