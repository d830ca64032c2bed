package dev.tern.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.Status;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.PackedContract;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a consumer makes of the BOUNDs for one of its services. */
class ClientBindingTest {

    private static final Contract OWN = contract("method first()\n  unary void\nmethod second()\n  unary void\n");
    private static final Contract OTHER = contract("method first()\n  unary void\n");

    private final ServiceDescriptor service = new ServiceDescriptor(
            "Shop", "", "", OWN.hash(), () -> OWN, List.of(method(0, "first()"), method(1, "second()")));
    private final Binding binding = new Binding(0, service, "", "");
    private final Queue<Runnable> comparisons = new ArrayDeque<>();
    private final ClientConnection connection = new ClientConnection(
            new CallInfo.Peer("127.0.0.1:1", ""), LinkSettings.STANDARD, comparisons::add, new Quiet());
    private final ClientBindings all = new ClientBindings(connection, "127.0.0.1:1");
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void open() {
        Hello hello = new Hello(Hello.VERSION, 1 << 20, 10_000, "consumer", "");
        Link link = new Link(LinkSettings.STANDARD, hello, new Buffers(BodyLimits.STANDARD), connection);
        connection.link(link);
        channel.pipeline().addLast(link);
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static Contract contract(String methods) {
        return ContractText.parse("# tern-contract \"1\"\n# service \"Shop\"\n" + methods);
    }

    private static MethodDescriptor method(int number, String signature) {
        return MethodDescriptor.builder("Shop", number, signature)
                .result((out, value) -> {}, in -> null, (in, plan) -> null)
                .arguments(in -> none(), (in, plan) -> none());
    }

    private static Arguments none() {
        throw new AssertionError("nobody is asked here");
    }

    private final class Quiet implements ClientConnection.Listener {

        @Override
        public void opened() {}

        @Override
        public @Nullable Binding binding(int number) {
            return binding;
        }

        @Override
        public void refuses() {}

        @Override
        public void wrongInstance(String found) {}

        @Override
        public void goaway(boolean last) {}

        @Override
        public void closed(String reason) {}
    }

    @Test
    void contract_thatTheProviderWasToldNotToSend_isThereThoughOthersCameMeanwhile() {
        PackedContract packed = PackedContract.of(OTHER);
        binding.contracts().get(OTHER.hash(), packed);
        assertThat(all.name(binding)).extracting(ProviderContract::hash).containsExactly(OTHER.hash());
        for (int i = 0; i < ProviderContracts.MOST; i++) {
            binding.contracts().get(i, packed);
        }
        assertThat(binding.contracts().get(OTHER.hash(), null)).isNull();
        all.get(binding).bound(BindFrame.bound(0, OTHER.hash()));
        assertThat(all.get(binding).isOpen()).isTrue();
    }

    @Test
    void comparison_thatEndsAfterTheProviderRefused_undoesNothing() {
        ClientBinding bound = all.get(binding);
        bound.bound(BindFrame.bound(0, OTHER.hash(), PackedContract.of(OTHER), false));
        bound.bound(BindFrame.refused(0, Status.FAILED_PRECONDITION, "no room"));
        comparisons.remove().run();
        channel.runPendingTasks();
        assertThat(bound.serves(service.methods().get(0))).isFalse();
        assertThat(bound.serves(service.methods().get(1))).isFalse();
    }

    @Test
    void comparison_refusesWhatTheProviderLacks() {
        ClientBinding bound = all.get(binding);
        bound.bound(BindFrame.bound(0, OTHER.hash(), PackedContract.of(OTHER), false));
        comparisons.remove().run();
        channel.runPendingTasks();
        assertThat(bound.serves(service.methods().get(0))).isTrue();
        assertThat(bound.serves(service.methods().get(1))).isFalse();
    }
}
