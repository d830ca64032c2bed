package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.codec.types.Everything;
import dev.tern.rpc.codec.types.Everything.Tree;
import dev.tern.rpc.server.RpcServer;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are deeper, or have more elements, than one side allows: who sends refuses, and who receives too, that call alone. */
class BodyLimitsTest {

    private static final String TOO_DEEP = "depth: 5 (expected: at most 4, set by maxDepth)";
    private static final String TOO_MANY = "elements: 11 (expected: at most 10 in a body, set by maxElements)";

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    /** A provider that answers with a tree of the depth, and with as many numbers, as it is told; and a consumer. */
    private Everything connect(UnaryOperator<RpcServer.Builder> server, UnaryOperator<RpcClient.Builder> client)
            throws InterruptedException {
        Object provider = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Everything.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "tree" -> tree(Integer.parseInt(((Tree) arguments[0]).name()));
                    case "ints" -> new int[((int[]) arguments[0])[0]];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        net.start(server.apply(net.server()).provide(Everything.class, (Everything) provider));
        return Loopback.refer(net.build(client.apply(net.client())), Everything.class);
    }

    private static Tree tree(int depth) {
        return depth == 1 ? new Tree("1", List.of(), null) : new Tree("1", null, tree(depth - 1));
    }

    private static Tree ask(int depth) {
        return new Tree("" + depth, null, null);
    }

    private static int[] ask(int first, int count) {
        int[] numbers = new int[count];
        numbers[0] = first;
        return numbers;
    }

    private static RpcException assertFails(ThrowingCallable call, Status status, String... parts) {
        RpcException error = catchThrowableOfType(RpcException.class, call);
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.getMessage()).contains(parts);
        return error;
    }

    private static void assertWorks(Everything stub) {
        assertThat(stub.tree(tree(1))).isEqualTo(tree(1));
        assertThat(stub.tree(ask(4))).isEqualTo(tree(4));
        assertThat(stub.tree(tree(4))).isEqualTo(tree(1));
        assertThat(stub.ints(ask(1, 10))).hasSize(1);
        assertThat(stub.ints(ask(10, 1))).hasSize(10);
    }

    @Test
    void arguments_overTheConsumersLimits_areNotSent() throws Exception {
        Everything stub = connect(server -> server, client -> client.maxDepth(4).maxElements(10));

        RpcException deep = assertFails(() -> stub.tree(tree(5)), Status.INVALID_ARGUMENT, "Everything/tree", TOO_DEEP);
        assertThat(CallInfo.last().attempts()).isZero();
        assertThat(deep.neverExecuted()).isTrue();
        assertWorks(stub);
        RpcException many =
                assertFails(() -> stub.ints(ask(1, 11)), Status.INVALID_ARGUMENT, "Everything/ints", TOO_MANY);
        assertThat(CallInfo.last().attempts()).isZero();
        assertThat(many.neverExecuted()).isTrue();
        assertWorks(stub);
    }

    @Test
    void arguments_overTheProvidersLimits_areRefusedThere() throws Exception {
        Everything stub = connect(server -> server.maxDepth(4).maxElements(10), client -> client);

        RpcException deep = assertFails(() -> stub.tree(tree(5)), Status.INVALID_ARGUMENT, "Everything/tree", TOO_DEEP);
        assertThat(CallInfo.last().attempts()).isEqualTo(1);
        assertThat(deep.neverExecuted()).isTrue();
        assertWorks(stub);
        RpcException many =
                assertFails(() -> stub.ints(ask(1, 11)), Status.INVALID_ARGUMENT, "Everything/ints", TOO_MANY);
        assertThat(CallInfo.last().attempts()).isEqualTo(1);
        assertThat(many.neverExecuted()).isTrue();
        assertWorks(stub);
    }

    @Test
    void result_overTheProvidersLimits_isNotSent() throws Exception {
        Everything stub = connect(server -> server.maxDepth(4).maxElements(10), client -> client);

        RpcException deep = assertFails(() -> stub.tree(ask(5)), Status.INTERNAL, "Everything/tree", TOO_DEEP);
        assertThat(deep.neverExecuted()).isFalse();
        assertWorks(stub);
        assertFails(() -> stub.ints(ask(11, 1)), Status.INTERNAL, "Everything/ints", TOO_MANY);
        assertWorks(stub);
    }

    @Test
    void result_overTheConsumersLimits_isRefusedThere() throws Exception {
        Everything stub = connect(server -> server, client -> client.maxDepth(4).maxElements(10));

        RpcException deep = assertFails(() -> stub.tree(ask(5)), Status.INTERNAL, "Everything/tree", TOO_DEEP);
        assertThat(deep.neverExecuted()).isFalse();
        assertWorks(stub);
        assertFails(() -> stub.ints(ask(11, 1)), Status.INTERNAL, "Everything/ints", TOO_MANY);
        assertWorks(stub);
    }
}
