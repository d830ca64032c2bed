package dev.tern.rpc.contract;

import java.util.List;

/**
 * A method of a contract.
 *
 * @param signature the name and the erased parameter types, {@code "place(NewOrder)"}; unique in its contract
 * @param kind what is exchanged
 * @param result what is answered, whether now or by a future; {@link ContractType#VOID} for nothing
 * @param parameters in the order they are declared in
 * @param exceptions the names of the declared exceptions' structs, sorted
 */
public record ContractMethod(
        String signature, Kind kind, ContractType result, List<Parameter> parameters, List<String> exceptions) {

    /** Copies the lists and sorts the exceptions. */
    public ContractMethod {
        parameters = List.copyOf(parameters);
        exceptions = exceptions.stream().sorted().toList();
    }

    /** The name alone. */
    public String name() {
        return signature.substring(0, signature.indexOf('('));
    }

    /**
     * A parameter.
     *
     * @param name not part of the hash
     * @param type what is sent
     */
    public record Parameter(String name, ContractType type) {}

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
