package dev.tern.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ResolvingReader;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.PackedContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How a consumer reads the answers of a provider with another contract. */
class ProviderContractTest {

    private static final Contract OWN = contract("int", "Lost", "struct Lost\n  code int\n");
    private static final Contract OTHER = contract(
            "short", "Gone\n  throws Lost", "struct Gone\n  message java.lang.String\nstruct Lost\n  code short\n");

    private final List<Plan> bound = new ArrayList<>();

    private final MethodDescriptor ask = MethodDescriptor.builder("Shop", 0, "ask()")
            .result(
                    (out, value) -> {
                        throw new AssertionError("nobody answers here");
                    },
                    in -> {
                        throw new AssertionError("the provider has another contract");
                    },
                    counted((in, plan) -> number(in, plan)))
            .exception(
                    Lost.class,
                    (out, value) -> {
                        throw new AssertionError("nobody answers here");
                    },
                    in -> {
                        throw new AssertionError("the provider has another contract");
                    },
                    counted((in, plan) -> new Lost(number(in, plan))))
            .arguments(in -> none(), (in, plan) -> none());

    private final ServiceDescriptor service =
            new ServiceDescriptor("Shop", "", "", OWN.hash(), () -> OWN, List.of(ask));
    private final ProviderContract contract =
            new ProviderContracts(service).get(OTHER.hash(), PackedContract.of(OTHER));

    private static final class Lost extends Exception {

        private static final long serialVersionUID = 1L;

        Lost(int code) {
            super("code " + code);
        }
    }

    private static Contract contract(String result, String thrown, String structs) {
        return ContractText.parse("# tern-contract \"1\"\n# service \"Shop\"\nmethod ask()\n  unary " + result
                + "\n  throws " + thrown + "\n" + structs);
    }

    private <T> ResolvingReader<T> counted(BiFunction<RpcInput, Plan, T> reader) {
        return new ResolvingReader<>() {
            @Override
            public T read(RpcInput in, Plan plan) {
                throw new AssertionError("bound for each value");
            }

            @Override
            public BodyReader<T> bind(Plan plan) {
                bound.add(plan);
                return in -> reader.apply(in, plan);
            }
        };
    }

    private static int number(RpcInput in, Plan plan) {
        int nulls = plan.begin(in);
        assertThat(plan.next(in, nulls, 0)).isZero();
        return in.getShort();
    }

    private static Arguments none() {
        throw new AssertionError("nobody is asked here");
    }

    private static RpcInput body(Consumer<RpcOutput> write) {
        RpcOutput out = new RpcOutput(64, 1000);
        write.accept(out);
        out.end();
        return new RpcInput(Arrays.copyOf(out.array(), (int) out.size()));
    }

    @Test
    void answers_areReadByReadersThatWereBoundOnce() {
        for (int i = 1; i <= 3; i++) {
            short value = (short) i;
            assertThat(contract.results(ask).read(body(out -> out.putShort(value))))
                    .isEqualTo(i);
            assertThat(contract.exception(ask, 1).read(body(out -> out.putShort(value))))
                    .isInstanceOf(Lost.class)
                    .hasMessage("code " + i);
        }
        assertThat(bound).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void exception_thatTheConsumerDoesNotDeclare_isReadAsText() {
        Throwable gone = contract.exception(ask, 0).read(body(out -> {
            out.putByte(1); // the text is there
            out.putText("it has gone");
        }));
        assertThat(gone).isInstanceOfSatisfying(RpcRemoteException.class, error -> {
            assertThat(error.remoteClass()).isEqualTo("Gone");
            assertThat(error.remoteMessage()).isEqualTo("it has gone");
        });
    }

    @Test
    void exception_thatTheProviderDoesNotDeclare_isRefused() {
        for (int index : new int[] {-1, 2}) {
            assertThatThrownBy(() -> contract.exception(ask, index).read(body(out -> {})))
                    .isInstanceOf(DecodingException.class)
                    .hasMessage("exception: " + Integer.toUnsignedString(index) + " (expected: 0 to 1)");
        }
    }
}
