package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ContractFrame;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.PackedContract;
import java.io.ByteArrayOutputStream;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contracts that differ, by hand: what each side says, and what becomes of a side that lies. */
class ContractExchangeTest {

    private static final ServiceDescriptor ASK = Contracts.descriptor(Ask.class);
    private static final Contract OTHER = other("other()");

    private final Loopback net = new Loopback();
    private final RpcServer server = net.serve(Ask.class, text -> "answer to " + text);

    @AfterEach
    void close() {
        net.close();
    }

    /** Ask's contract with one more method, whose number is below or above that of ask. */
    private static Contract other(String signature) {
        Contract own = ASK.contract().get();
        List<ContractMethod> methods = new ArrayList<>(own.methods());
        methods.add(new ContractMethod(signature, ContractMethod.Kind.UNARY, ContractType.VOID, List.of(), List.of()));
        return new Contract(own.service(), methods, own.structs(), own.enums());
    }

    private static BindFrame bind(int number, long hash, Long... known) {
        return BindFrame.bind(number, ASK.name(), "", "", hash, List.of(known));
    }

    private static Arguments arguments() {
        return Contracts.arguments(Ask.class, ask -> RawConsumer.quietly(() -> ask.ask("x")));
    }

    private static BindFrame send(RawConsumer raw, ContractFrame frame) throws Exception {
        raw.peer.send(frame::write);
        return BindFrame.read(raw.peer.read(FrameType.BOUND).in());
    }

    private static void assertServed(RawConsumer raw, int id, int binding) throws Exception {
        raw.request(id, binding, 0, arguments()::write);
        RawPeer.Frame answer = raw.peer.read();
        assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
        assertThat(answer.in().getFixedInt()).isEqualTo(id);
    }

    private static RpcException refusal(RawConsumer raw, int id, int binding, int method) throws Exception {
        raw.request(id, binding, method, arguments()::write);
        return raw.peer.read(FrameType.ERROR).error();
    }

    // ---------------------------------------------------------------- the provider

    @Test
    void otherHash_isAskedForItsContract_andServedAfterIt() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            BindFrame bound = raw.bind(bind(1, OTHER.hash()));
            assertThat(bound.wanted()).isTrue();
            assertThat(bound.hash()).isEqualTo(ASK.hash());
            assertThat(bound.contract().unpack(ASK.hash())).isEqualTo(told(ASK));

            raw.request(1, 1, 0, arguments()::write);
            RawPeer.Frame error = raw.peer.read(FrameType.ERROR);
            assertThat(error.flags()).isEqualTo(FrameLayout.NEVER_EXECUTED | FrameLayout.REBINDING);

            BindFrame again = send(raw, new ContractFrame(1, PackedContract.of(OTHER)));
            assertThat(again.wanted()).isFalse();
            assertThat(again.status()).isEqualTo(Status.OK);
            assertServed(raw, 2, 1);
            assertThat(refusal(raw, 3, 1, 1).status()).isEqualTo(Status.UNIMPLEMENTED);
            assertThat(refusal(raw, 4, 1, 7)).hasMessageContaining("method 7 (expected: 0 to 1)");
        }
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            BindFrame bound = raw.bind(bind(1, OTHER.hash(), 5L, ASK.hash()));
            assertThat(bound.wanted()).as("known from the other connection").isFalse();
            assertThat(bound.contract()).as("known to the consumer").isNull();
            assertServed(raw, 1, 1);
        }
    }

    @Test
    void contract_thatIsNotWhatItsHashSays_isRefusedForItsBindingAlone() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.bind(bind(1, 77));
            BindFrame refused = send(raw, new ContractFrame(1, PackedContract.of(OTHER)));
            assertThat(refused.status()).isEqualTo(Status.FAILED_PRECONDITION);
            assertThat(refused.message())
                    .contains(String.format("contract hash: %016x (expected: %016x", OTHER.hash(), 77));
            RpcException error = refusal(raw, 1, 1, 0);
            assertThat(error.status()).isEqualTo(Status.FAILED_PRECONDITION);
            assertThat(error.neverExecuted()).isTrue();
            assertServed(raw, 2, 0);
        }
    }

    @Test
    void contract_thatIsNone_isRefusedForItsBindingAlone() throws Exception {
        byte[] bomb = deflated(new byte[100 << 20]);
        assertThat(bomb.length).isLessThan(200_000);
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            assertRefused(raw, 1, bomb, "inflates to more than 262144 bytes");
            assertRefused(raw, 2, new byte[] {1, 2, 3}, "not deflated");
            assertRefused(raw, 3, new byte[0], "deflated bytes end early");
            assertRefused(raw, 4, deflated(new byte[] {(byte) 0xc3, 0x28}), "malformed UTF-8");
            assertRefused(raw, 5, deflated("# tern-contract \"1\"\n".getBytes()), "no service");
            assertServed(raw, 1, 0);
        }
    }

    private static byte[] deflated(byte[] bytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
            deflater.write(bytes);
        }
        return out.toByteArray();
    }

    private static void assertRefused(RawConsumer raw, int number, byte[] packed, String message) throws Exception {
        assertThat(raw.bind(bind(number, 1000 + number)).wanted()).isTrue();
        raw.peer.send(out -> {
            FrameLayout.begin(out, FrameType.CONTRACT, FrameLayout.NO_FLAGS);
            out.putUnsigned(number);
            out.putRaw(packed, 0, packed.length);
            FrameLayout.end(out);
        });
        BindFrame refused = BindFrame.read(raw.peer.read(FrameType.BOUND).in());
        assertThat(refused.status()).isEqualTo(Status.FAILED_PRECONDITION);
        assertThat(refused.message()).contains(message);
    }

    @Test
    void contract_nobodyAskedFor_closesTheConnection() throws Exception {
        try (RawConsumer raw = RawConsumer.of(server.port(), Ask.class)) {
            raw.peer.send(new ContractFrame(0, PackedContract.of(OTHER))::write);
            raw.peer.awaitEnd();
        }
    }

    @Test
    void moreContractsThanAreKept_dropTheOldest_whichIsAskedForAgain() throws Exception {
        try (RawConsumer first = RawConsumer.of(server.port(), Ask.class);
                RawConsumer many = RawConsumer.of(server.port(), Ask.class)) {
            first.bind(bind(1, OTHER.hash()));
            send(first, new ContractFrame(1, PackedContract.of(OTHER)));
            assertServed(first, 1, 1);
            for (int i = 1; i <= 64; i++) {
                Contract contract = other("other" + i + "()");
                many.bind(bind(i, contract.hash()));
                assertThat(send(many, new ContractFrame(i, PackedContract.of(contract)))
                                .status())
                        .isEqualTo(Status.OK);
            }
            assertServed(many, 1, 64);
            first.request(2, 1, 0, arguments()::write);
            BindFrame again = BindFrame.read(first.peer.read(FrameType.BOUND).in());
            assertThat(again.wanted()).isTrue();
            assertThat(again.contract()).as("it has that").isNull();
            assertThat(first.peer.read(FrameType.ERROR).flags() & FrameLayout.REBINDING)
                    .isNotZero();
            send(first, new ContractFrame(1, PackedContract.of(OTHER)));
            assertServed(first, 3, 1);
        }
    }

    // ---------------------------------------------------------------- the consumer

    private RawPeer provider(Loopback own) throws Exception {
        ServerSocket socket = own.listen();
        own.register(Ask.class, "raw-1", socket.getLocalPort());
        Ask ask = own.build(own.client()).refer(Ask.class);
        RawPeer provider = own.accept(socket, "raw-1");
        provider.read(FrameType.BIND);
        answer = CompletableFuture.supplyAsync(() -> {
            try {
                return ask.ask("x");
            } catch (Refused e) {
                throw new AssertionError(e);
            }
        });
        return provider;
    }

    private CompletableFuture<String> answer;

    private RpcException failure() {
        return catchThrowableOfType(RpcException.class, () -> {
            try {
                answer.join();
            } catch (java.util.concurrent.CompletionException e) {
                throw e.getCause();
            }
        });
    }

    private static int id(RawPeer.Frame request) {
        return request.in().getFixedInt();
    }

    private static void bound(RawPeer provider, Contract contract, boolean wanted) throws Exception {
        BindFrame bound = BindFrame.bound(0, contract.hash(), PackedContract.of(contract), wanted);
        provider.send(out -> bound.write(out, FrameType.BOUND));
    }

    @Test
    void provider_thatAsksForTheContract_getsItAndTheCallAgain() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            bound(provider, other("a()"), true);
            provider.send(out -> ErrorFrame.writeRebinding(out, id));
            ContractFrame sent =
                    ContractFrame.read(provider.read(FrameType.CONTRACT).in());
            assertThat(sent.number()).isZero();
            assertThat(sent.contract().unpack(ASK.hash())).isEqualTo(told(ASK));
            provider.send(out -> BindFrame.bound(0, other("a()").hash()).write(out, FrameType.BOUND));
            int again = id(provider.read(FrameType.REQUEST));
            assertThat(again).isGreaterThan(id);
            provider.respond(again, out -> result(out, "y"));
            assertThat(answer.join()).isEqualTo("y");
        }
    }

    private static void result(RpcOutput out, String text) {
        ASK.methods().get(0).resultWriter().write(out, text);
    }

    @Test
    void provider_thatAsksForTheCallAgainAndAgain_endsInAnError() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int asked = 0;
            try {
                while (!answer.isDone()) {
                    int id = id(provider.read(FrameType.REQUEST));
                    asked++;
                    bound(provider, OTHER, true);
                    provider.send(out -> ErrorFrame.writeRebinding(out, id));
                    if (asked <= 8) {
                        provider.send(out -> BindFrame.bound(0, OTHER.hash()).write(out, FrameType.BOUND));
                    } else {
                        answer.handle((value, e) -> value).join();
                    }
                }
            } finally {
                provider.close();
            }
            assertThat(asked).isEqualTo(9);
            assertThat(failure().status()).isEqualTo(Status.INTERNAL);
        }
    }

    @Test
    void provider_thatNeverSaysBound_leavesTheCallToItsDeadline() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            provider.send(out -> ErrorFrame.writeRebinding(out, id));
            assertThat(failure().status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        }
    }

    @Test
    void provider_whoseContractIsNotWhatItsHashSays_cannotBeCalled() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            BindFrame lie = BindFrame.bound(0, 99, PackedContract.of(OTHER), true);
            provider.send(out -> lie.write(out, FrameType.BOUND));
            provider.send(out -> ErrorFrame.writeRebinding(out, id));
            RpcException error = failure();
            assertThat(error.status()).isEqualTo(Status.FAILED_PRECONDITION);
            assertThat(error.neverExecuted()).isTrue();
            assertThat(error).hasMessageContaining("contract hash").hasMessageContaining("expected: 0000000000000063");
        }
    }

    @Test
    void provider_thatDoesNotSendItsContract_isAskedOnceMore() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            provider.send(out -> BindFrame.bound(0, 99).write(out, FrameType.BOUND));
            assertThat(BindFrame.read(provider.read(FrameType.BIND).in()).known())
                    .isEmpty();
            provider.send(out -> ErrorFrame.writeRebinding(out, id));
            provider.send(out -> BindFrame.bound(0, 99).write(out, FrameType.BOUND));
            RpcException error = failure();
            assertThat(error.status()).isEqualTo(Status.FAILED_PRECONDITION);
            assertThat(error).hasMessageContaining("was not sent");
        }
    }

    @Test
    void answer_byAContractThatWasNotSent_isNotReadByTheOwnOne() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            provider.send(out -> BindFrame.bound(0, OTHER.hash()).write(out, FrameType.BOUND));
            provider.respond(id, out -> result(out, "y"));
            RpcException error = failure();
            assertThat(error.status()).isEqualTo(Status.INTERNAL);
            assertThat(error).hasMessageContaining("answered by a contract that it has not sent");
        }
    }

    @Test
    void declaredException_byAContractThatWasNotSent_isNotReadByTheOwnOne() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            provider.send(out -> BindFrame.bound(0, OTHER.hash()).write(out, FrameType.BOUND));
            provider.send(out -> {
                FrameLayout.begin(out, FrameType.ERROR, FrameLayout.DECLARED, id);
                out.putUnsigned(0);
                out.putUnsigned(0);
                FrameLayout.end(out);
            });
            assertThat(failure()).hasMessageContaining("answered by a contract that it has not sent");
        }
    }

    @Test
    void answer_ofAProviderThatRefused_isNotReadByTheOwnContract() throws Exception {
        try (Loopback own = new Loopback()) {
            RawPeer provider = provider(own);
            int id = id(provider.read(FrameType.REQUEST));
            BindFrame refused = BindFrame.refused(0, Status.FAILED_PRECONDITION, "no room");
            provider.send(out -> refused.write(out, FrameType.BOUND));
            provider.respond(id, out -> result(out, "y"));
            assertThat(failure().status()).isEqualTo(Status.INTERNAL);
        }
    }

    /** The contract as peers get it: without documentation. */
    private static Contract told(ServiceDescriptor service) {
        String text = ContractText.write(service.contract().get());
        return ContractText.parse(text.replaceAll("(?m)^ *# doc .*\n", ""));
    }
}
