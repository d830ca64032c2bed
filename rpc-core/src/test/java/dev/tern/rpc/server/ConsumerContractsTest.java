package dev.tern.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.Status;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.PackedContract;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a provider keeps of its consumers' contracts. */
class ConsumerContractsTest {

    private static final Contract OWN = with("", 0);

    private final MethodDescriptor ask = MethodDescriptor.builder("Shop", 0, "ask()")
            .result((out, value) -> {}, in -> null, (in, plan) -> null)
            .arguments(in -> none(), (in, plan) -> none());
    private final ServiceDescriptor service =
            new ServiceDescriptor("Shop", "", "", OWN.hash(), () -> OWN, List.of(ask));
    private final ConsumerContracts contracts =
            new ConsumerContracts(service, List.of(new ServedMethod(ask, call -> call.complete(null), false, false)));

    private static Arguments none() {
        throw new AssertionError("nobody is asked here");
    }

    /** A contract with the provider's method, and so many that the provider does not have. */
    private static Contract with(String name, int more) {
        String methods = IntStream.range(0, more)
                .mapToObj(i -> "method " + name + i + "()\n  unary void\n")
                .collect(Collectors.joining());
        return ContractText.parse("# tern-contract \"1\"\n# service \"Shop\"\nmethod ask()\n  unary void\n" + methods);
    }

    private MethodTable resolve(Contract contract) {
        return contracts.resolve(contract.hash(), PackedContract.of(contract), "consumer");
    }

    @Test
    void largeContracts_dropTheOldest_longBeforeThereAreManyOfThem() {
        int more = 6_000;
        MethodTable first = resolve(with("a", more));
        MethodTable second = resolve(with("b", more));
        for (int i = 2; i < ConsumerContracts.MOST_WEIGHT / first.weight(); i++) {
            resolve(with("c" + i + "x", more));
        }
        assertThat(first.methods()).as("there is room").isNotNull();
        assertThat(contracts.find(with("a", more).hash())).as("bound again").isSameAs(first);
        MethodTable last = resolve(with("z", more));
        assertThat(first.methods()).as("bound not long ago").isNotNull();
        assertThat(second.methods()).as("bound longest ago").isNull();
        assertThat(contracts.find(with("b", more).hash())).isNull();
        assertThat(last.methods()).isNotNull();
    }

    @Test
    void methods_thatWereTakenBeforeTheTableIsCleared_areStillThere() {
        MethodTable table = resolve(with("zz", 1));
        MethodTable.Methods methods = table.methods();
        table.clear();
        assertThat(table.methods()).isNull();
        assertThat(methods.get(0)).isNotNull();
        assertThat(methods.refusal(1).status()).isEqualTo(Status.UNIMPLEMENTED);
    }

    @Test
    void refusal_isComposedWhenItIsAskedFor() {
        MethodTable.Methods methods = resolve(with("zz", 1)).methods();
        assertThat(methods.refusal(1)).isEqualTo(methods.refusal(1)).isNotSameAs(methods.refusal(1));
        assertThat(methods.refusal(1).message())
                .isEqualTo("Shop/zz0(): the provider's contract has no such method (expected: one of ask())");
    }
}
