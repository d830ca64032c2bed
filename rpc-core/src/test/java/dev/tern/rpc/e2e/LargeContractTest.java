package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcService;
import dev.tern.rpc.Status;
import dev.tern.rpc.TraceContext;
import dev.tern.rpc.codec.RuntimeContract;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.support.Requests;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ContractFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.PackedContract;
import dev.tern.rpc.wire.RequestHeader;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.annotation.AnnotationDescription;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.DynamicType;
import org.junit.jupiter.api.Test;

/** A contract that is larger than the frames that some consumers take. */
class LargeContractTest {

    private static final int METHODS = 800;

    /** Methods whose names cannot be deflated to much less. */
    private static Class<?> large() {
        DynamicType.Builder<?> type = new ByteBuddy()
                .makeInterface()
                .name("large.Large")
                .annotateType(
                        AnnotationDescription.Builder.ofType(RpcService.class).build());
        Random random = new Random(1);
        for (int i = 0; i < METHODS; i++) {
            String name = "m" + Long.toString(random.nextLong() >>> 1, 36) + Long.toString(random.nextLong() >>> 1, 36);
            type = type.defineMethod(name, void.class, Visibility.PUBLIC).withoutCode();
        }
        return type.make().load(LargeContractTest.class.getClassLoader()).getLoaded();
    }

    private static <S> RpcServer serve(Loopback net, Class<S> contract) {
        Object implementation = Proxy.newProxyInstance(
                contract.getClassLoader(), new Class<?>[] {contract}, (proxy, method, arguments) -> null);
        return net.serve(contract, contract.cast(implementation));
    }

    private static BindFrame bound(RawPeer peer, Consumer<RpcOutput> frame) throws Exception {
        peer.send(frame);
        return BindFrame.read(peer.read(FrameType.BOUND).in());
    }

    @Test
    void binding_whoseContractDoesNotFitIntoAFrame_executesNothing() throws Exception {
        Class<?> large = large();
        ServiceDescriptor service = RuntimeContract.of(large).dispatcher().service();
        Contract own = service.contract().get();
        Contract other = new Contract(own.service(), own.methods().subList(0, METHODS - 1), own.structs(), own.enums());
        BindFrame bind = BindFrame.bind(0, service.name(), "", "", other.hash(), List.of());
        try (Loopback net = new Loopback()) {
            RpcServer server = serve(net, large);
            try (RawPeer first = RawPeer.connect(server.port());
                    RawPeer small = RawPeer.connect(server.port())) {
                first.hello("");
                assertThat(bound(first, out -> bind.write(out, FrameType.BIND)).wanted())
                        .isTrue();
                assertThat(bound(first, new ContractFrame(0, PackedContract.of(other))::write)
                                .status())
                        .isEqualTo(Status.OK);

                small.send(new Hello(Hello.VERSION, FrameLayout.MIN_FRAME_LIMIT, 10_000, 0, 0, "raw", "")::write);
                assertThat(bound(small, out -> bind.write(out, FrameType.BIND)).message())
                        .contains("does not fit into a frame (expected: a larger maxMessageBytes of the consumer)");
                small.send(out -> {
                    RequestHeader.write(out, FrameLayout.NO_FLAGS, 0, 0, 10_000_000);
                    Requests.trace(out, TraceContext.begin());
                    out.setFixedInt(FrameLayout.ID, 1);
                    FrameLayout.end(out);
                });
                RpcException error = small.read(FrameType.ERROR).error();
                assertThat(error.status()).isEqualTo(Status.FAILED_PRECONDITION);
                assertThat(error.neverExecuted()).isTrue();
            }
        }
    }
}
