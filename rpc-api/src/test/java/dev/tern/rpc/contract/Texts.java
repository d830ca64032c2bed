package dev.tern.rpc.contract;

import static org.assertj.core.api.Assertions.assertThat;

/** Contracts by their text. */
final class Texts {

    /** The first lines of a contract. */
    static final String HEAD = "# tern-contract \"1\"\n# service \"shop\"\n";

    private Texts() {}

    /** The contract with these lines below the head. */
    static Contract contract(String body) {
        return ContractText.parse(HEAD + body);
    }

    /** A contract whose method {@code call} takes and answers a {@code T}, which those lines declare. */
    static Contract of(String lines) {
        return contract("""
                method call(T)
                  unary T
                  parameter T
                """ + lines);
    }

    /** The only method of a resolution. */
    static Resolution.Method only(Contract consumer, Contract provider) {
        Resolution resolution = Resolution.of(consumer, provider);
        assertThat(resolution.methods()).hasSize(1);
        return resolution.methods().get(0);
    }

    /** How a provider reads the only parameter of the only method. */
    static Plan argument(Contract consumer, Contract provider) {
        Resolution.Method method = only(consumer, provider);
        assertThat(method.problem()).isNull();
        Plan arguments = method.arguments();
        assertThat(arguments).isNotNull();
        Plan part = arguments.part(0);
        assertThat(part).isNotNull();
        return part;
    }
}
