package dev.tern.rpc.e2e;

import dev.tern.rpc.TraceContext;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.support.Requests;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.RequestHeader;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A consumer that is played by hand, of one service, bound under 0. */
final class RawConsumer implements AutoCloseable {

    final RawPeer peer;

    private RawConsumer(RawPeer peer) {
        this.peer = peer;
    }

    static RawConsumer of(int port, Class<?> contract) throws IOException {
        return of(port, contract, 0);
    }

    static RawConsumer of(int port, Class<?> contract, int windowBytes) throws IOException {
        ServiceDescriptor service = Contracts.descriptor(contract);
        RawConsumer consumer = new RawConsumer(RawPeer.connect(port));
        consumer.peer.hello("", windowBytes);
        consumer.bind(BindFrame.bind(0, service.name(), service.group(), service.version(), service.hash()));
        return consumer;
    }

    /** Binds and reads what became of it. */
    BindFrame bind(BindFrame bind) throws IOException {
        peer.send(out -> bind.write(out, FrameType.BIND));
        return BindFrame.read(peer.read(FrameType.BOUND).in());
    }

    void request(int id, Arguments arguments) throws IOException {
        request(id, 0, 0, arguments::write);
    }

    void request(int id, int binding, int method, Consumer<RpcOutput> body) throws IOException {
        peer.send(requestOf(id, binding, method, body));
    }

    static Consumer<RpcOutput> requestOf(int id, int binding, int method, Consumer<RpcOutput> body) {
        return out -> {
            RequestHeader.write(out, FrameLayout.NO_FLAGS, binding, method, 10_000_000);
            Requests.trace(out, TraceContext.begin());
            out.setFixedInt(FrameLayout.ID, id);
            body.accept(out);
            FrameLayout.end(out);
        };
    }

    /** For calls whose checked exceptions cannot happen. */
    static void quietly(Callable<?> call) {
        try {
            call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        peer.close();
    }
}
