package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is told of exceptions that a method does not declare, and what a provider's bad answer does. */
@SuppressWarnings("try") // scopes are only closed
class ErrorsTest {

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    private static String fail(String text) {
        Throwable circle = new IllegalStateException("inner");
        RuntimeException outer = new RuntimeException("outer", circle);
        circle.initCause(outer);
        throw new UncheckedIOException(text, new java.io.IOException("disk", outer));
    }

    private RpcRemoteException failure(boolean sendStackTraces) throws Exception {
        net.start(net.server().sendStackTraces(sendStackTraces).provide(Ask.class, ErrorsTest::fail));
        Ask ask = net.refer(Ask.class);
        return catchThrowableOfType(RpcRemoteException.class, () -> ask.ask("x"));
    }

    @Test
    void undeclaredException_tellsClassMessageCausesAndStack() throws Exception {
        RpcRemoteException error = failure(true);
        assertThat(error.remoteClass()).isEqualTo("java.io.UncheckedIOException");
        assertThat(error.remoteMessage()).isEqualTo("x");
        assertThat(error.causes())
                .hasSize(8) // they go in a circle
                .startsWith(
                        new RpcRemoteException.Cause("java.io.IOException", "disk"),
                        new RpcRemoteException.Cause("java.lang.RuntimeException", "outer"),
                        new RpcRemoteException.Cause("java.lang.IllegalStateException", "inner"));
        assertThat(error.remoteStack()).contains("ErrorsTest.fail");
    }

    @Test
    void stackTraces_switchedOff_areNotTold() throws Exception {
        RpcRemoteException error = failure(false);
        assertThat(error.remoteStack()).isEmpty();
        assertThat(error.remoteMessage()).isEqualTo("x");
        assertThat(error.causes()).hasSize(8);
    }

    @Test
    void header_overTheProvidersLimit_failsAtTheClient() throws Exception {
        net.start(net.server().maxHeaderBytes(256).provide(Ask.class, text -> "re " + text));
        Ask ask = net.refer(Ask.class);
        try (CallContext.Scope scope =
                CallContext.current().withBaggage("key", "v".repeat(300)).attach()) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));
            assertThat(error.status()).isEqualTo(Status.RESOURCE_EXHAUSTED);
            assertThat(error).hasMessageContaining("at most 256, set by maxHeaderBytes");
        }
        assertThat(ask.ask("x")).isEqualTo("re x");
    }

    @Test
    void header_largerThanTheUsual_travelsIfBothAllow() throws Exception {
        net.start(net.server()
                .maxHeaderBytes(32_768)
                .provide(Ask.class, text -> CallContext.current().baggage("key")));
        Ask ask = Loopback.refer(net.build(net.client().maxHeaderBytes(32_768)), Ask.class);
        String large = "v".repeat(20_000);
        try (CallContext.Scope scope =
                CallContext.current().withBaggage("key", large).attach()) {
            assertThat(ask.ask("x")).isEqualTo(large);
        }
    }

    @Test
    void answers_thatCannotBeRead_failTheirCallsAlone_andTheNext10000AreRight() throws Exception {
        ServerSocket socket = net.listen();
        net.register(Ask.class, "raw-1", socket.getLocalPort());
        Ask ask = net.build(net.client()).refer(Ask.class);
        CompletableFuture<Void> provider = CompletableFuture.runAsync(() -> {
            try {
                RawPeer peer = net.accept(socket, "raw-1");
                for (int i = 0; i < 10_004; i++) {
                    int id = peer.read(dev.tern.rpc.wire.FrameType.REQUEST).in().getFixedInt();
                    int bad = i;
                    peer.respond(id, out -> {
                        switch (bad) {
                            case 0 -> {} // nothing at all
                            case 1 -> out.putFixedLong(-1);
                            case 2 -> {
                                out.putByte(1);
                                out.putUnsigned(Integer.MAX_VALUE); // a text of half a gigabyte
                            }
                            default -> {
                                Contracts.descriptor(Ask.class)
                                        .methods()
                                        .get(0)
                                        .resultWriter()
                                        .write(out, "y");
                                if (bad == 3) {
                                    out.putByte(0); // trailing
                                }
                            }
                        }
                    });
                }
            } catch (java.io.IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        for (int i = 0; i < 4; i++) {
            RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));
            assertThat(error.status()).isEqualTo(Status.INTERNAL);
            assertThat(error).hasMessageContaining("cannot be decoded");
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(ask.ask("x")).isEqualTo("y");
        }
        provider.join();
    }
}
