package dev.tern.rpc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.transport.Buffers;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.PackedContract;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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
    private final Queue<Runnable> work = new ArrayDeque<>();
    private final ClientConnection connection = new ClientConnection(
            new CallInfo.Peer("127.0.0.1:1", ""), LinkSettings.STANDARD, comparisons::add, work::add, new Quiet());
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
        public void broken(String reason) {}

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

    // ---------------------------------------------------------------- calls that are sent again

    private RpcCall sent(AtomicInteger encoded) {
        MethodDescriptor method = service.methods().get(1);
        RpcCall call = new RpcCall(method, new Counted(encoded), CallContext.none());
        connection.send(call, binding, method);
        channel.runPendingTasks();
        return call;
    }

    private record Counted(AtomicInteger encoded) implements Arguments {

        @Override
        public int size() {
            return 0;
        }

        @Override
        public String name(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public Object get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public void write(RpcOutput out) {
            encoded.incrementAndGet();
        }
    }

    private void receive(Consumer<RpcOutput> frame) {
        RpcOutput out = new RpcOutput(256, 1 << 20);
        frame.accept(out);
        RpcInput in = new RpcInput(Arrays.copyOfRange(out.array(), Integer.BYTES, (int) out.size()));
        FrameType type = FrameType.of(in.getByte());
        connection.frame(type, in.getByte() & 0xff, in);
        channel.runPendingTasks();
    }

    /** Lets the provider ask for the call again. */
    private RpcCall held(AtomicInteger encoded) {
        RpcCall call = sent(encoded);
        receive(out ->
                BindFrame.bound(0, OTHER.hash(), PackedContract.of(OTHER), true).write(out, FrameType.BOUND));
        receive(out -> ErrorFrame.writeRebinding(out, 1));
        receive(out -> BindFrame.bound(0, OTHER.hash()).write(out, FrameType.BOUND));
        return call;
    }

    @Test
    void heldCall_isEncodedByAWorkerAndSent() {
        AtomicInteger encoded = new AtomicInteger();
        RpcCall call = held(encoded);
        assertThat(encoded).as("on the event loop").hasValue(1);
        work.remove().run();
        channel.runPendingTasks();
        assertThat(encoded).hasValue(2);
        receive(out -> ErrorFrame.write(out, 2, false, Status.UNKNOWN, "it arrived"));
        assertThat(call.error()).hasMessageContaining("it arrived");
    }

    @Test
    void heldCall_whoseConnectionIsLostBeforeAWorkerHasIt_endsAsNeverExecuted() {
        RpcCall call = held(new AtomicInteger());
        channel.close();
        channel.runPendingTasks();
        assertThat(call.isDone()).isFalse();
        work.remove().run();
        channel.runPendingTasks();
        assertThat(call.error().status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(call.error().neverExecuted()).isTrue();
        assertThat(connection.outstanding()).isZero();
    }

    @Test
    void heldCall_thatIsGivenUpBeforeAWorkerHasIt_isNotEncoded() {
        AtomicInteger encoded = new AtomicInteger();
        RpcCall call = held(encoded);
        call.abort(new RpcException(Status.CANCELLED, "given up"));
        work.remove().run();
        assertThat(encoded).hasValue(1);
        assertThat(call.error().status()).isEqualTo(Status.CANCELLED);
        assertThat(connection.outstanding()).isZero();
    }

    @Test
    void heldCall_whoseDeadlinePassesBeforeAWorkerHasIt_ends() {
        RpcCall call = held(new AtomicInteger());
        call.deadline(System.nanoTime());
        channel.advanceTimeBy(20, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(call.error().status()).isEqualTo(Status.DEADLINE_EXCEEDED);
    }

    @Test
    void call_whoseEndThrows_takesNoOtherOnesDeadline() {
        List<RpcCall> calls = List.of(sent(new AtomicInteger()), sent(new AtomicInteger()));
        for (RpcCall call : calls) {
            call.whenDone(() -> {
                throw new IllegalStateException("mine");
            });
            call.deadline(System.nanoTime());
        }
        for (int i = 0; i < calls.size(); i++) { // one of them in each tick
            channel.advanceTimeBy(20, TimeUnit.MILLISECONDS);
            channel.runScheduledPendingTasks();
        }
        assertThat(calls).allMatch(RpcCall::isDone);
    }

    @Test
    void refusedCall_goesElsewhereOnAWorker() {
        List<RpcException> refused = new ArrayList<>();
        binding.elsewhere((call, error) -> refused.add(error));
        sent(new AtomicInteger());
        receive(out -> ErrorFrame.write(out, 1, true, Status.UNIMPLEMENTED, "no such method"));
        assertThat(refused).as("on the event loop").isEmpty();
        work.remove().run();
        assertThat(refused).hasSize(1);
    }

    @Test
    void refusedCall_thatWasQueued_goesElsewhereOnAWorker() {
        List<RpcException> refused = new ArrayList<>();
        binding.elsewhere((call, error) -> refused.add(error));
        receive(out ->
                BindFrame.refused(0, Status.FAILED_PRECONDITION, "no room").write(out, FrameType.BOUND));
        sent(new AtomicInteger());
        assertThat(refused).as("on the event loop").isEmpty();
        work.remove().run();
        assertThat(refused).hasSize(1);
    }
}
