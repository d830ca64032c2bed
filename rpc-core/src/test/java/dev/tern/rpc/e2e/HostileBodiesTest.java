package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.hostile.Kinds;
import dev.tern.rpc.hostile.Sample;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.RequestHeader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bodies that are none, of every kind, over a real connection: each fails its call alone, and the next 10,000 calls are right. */
class HostileBodiesTest {

    private static final int CALLS = 10_000;
    private static final int WINDOW = 100;
    private static final List<MethodDescriptor> METHODS =
            Contracts.descriptor(Kinds.class).methods();
    private static final List<byte[]> NUMBERS = List.of(
            HexFormat.of().parseHex("ffffffff0f"),
            HexFormat.of().parseHex("feffffff0f"),
            HexFormat.of().parseHex("80897a"),
            HexFormat.of().parseHex("7f"));

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    /**
     * A body that was made of a valid one.
     *
     * @param isNone whether it surely is none: others happen to be one
     */
    private record Hostile(String name, int method, byte[] bytes, boolean isNone) {}

    private static List<Hostile> hostile(String kind) {
        List<Sample> samples = Sample.all().stream()
                .filter(sample -> sample.body().name().endsWith(kind))
                .toList();
        List<Hostile> all = new ArrayList<>();
        for (Sample sample : samples) {
            byte[] valid = sample.bytes();
            int method = number(sample);
            for (int at = 0; at < valid.length; at++) {
                all.add(new Hostile(sample + " cut at " + at, method, Arrays.copyOf(valid, at), true));
                for (byte[] number : NUMBERS) {
                    byte[] bytes = Arrays.copyOf(valid, at + number.length);
                    System.arraycopy(number, 0, bytes, at, number.length);
                    all.add(new Hostile(sample + " with a number at " + at, method, bytes, false));
                }
            }
            all.add(new Hostile(sample + " and more", method, Arrays.copyOf(valid, valid.length + 1), true));
            for (Sample other : samples) {
                all.add(new Hostile(sample + " as " + other, method, other.bytes(), false));
            }
        }
        return all;
    }

    private static int number(Sample sample) {
        String name = sample.body().name();
        return METHODS.stream()
                .filter(method -> method.name().equals(name.substring(0, name.indexOf(' '))))
                .findFirst()
                .orElseThrow()
                .number();
    }

    private static void putRaw(RpcOutput out, byte[] bytes) {
        out.putRaw(bytes, 0, bytes.length);
    }

    // ---------------------------------------------------------------- from a consumer

    @Test
    void hostileArguments_ofEveryKind_failTheirCallAlone() throws Exception {
        Kinds echo = (Kinds) Proxy.newProxyInstance(
                Kinds.class.getClassLoader(),
                new Class<?>[] {Kinds.class},
                (proxy, method, arguments) -> arguments[arguments.length - 1]);
        int port = net.serve(Kinds.class, echo).port();
        List<Hostile> hostile = hostile("arguments");
        try (RawConsumer raw = RawConsumer.of(port, Kinds.class)) {
            int id = 0;
            int refused = 0;
            for (int from = 0; from < hostile.size(); from += WINDOW) {
                List<Hostile> window = hostile.subList(from, Math.min(from + WINDOW, hostile.size()));
                int first = id + 1;
                for (Hostile body : window) {
                    raw.request(++id, 0, body.method, out -> putRaw(out, body.bytes));
                }
                Map<Integer, RawPeer.Frame> answers = answers(raw, window.size());
                for (int i = 0; i < window.size(); i++) {
                    refused += assertRefused(window.get(i), answers.get(first + i)) ? 1 : 0;
                }
            }
            assertThat(refused).isGreaterThan(hostile.size() / 2);
            assertServed(raw, id);
        }
    }

    /** The answers of so many calls, in any order, by their ids. */
    private static Map<Integer, RawPeer.Frame> answers(RawConsumer raw, int count) throws IOException {
        Map<Integer, RawPeer.Frame> answers = new HashMap<>();
        while (answers.size() < count) {
            RawPeer.Frame frame = raw.peer.read();
            assertThat(frame).as("a frame, not the end of the connection").isNotNull();
            RpcInput in = frame.in();
            int start = in.position();
            answers.put(in.getFixedInt(), frame);
            in.setPosition(start);
        }
        return answers;
    }

    private static boolean assertRefused(Hostile body, RawPeer.Frame answer) {
        if (answer.type() == FrameType.RESPONSE) {
            assertThat(body.isNone).as("%s was answered", body.name).isFalse();
            return false;
        }
        assertThat(answer.type()).isEqualTo(FrameType.ERROR);
        RpcException error = answer.error();
        assertThat(error.status()).as(body.name + ": " + error.getMessage()).isEqualTo(Status.INVALID_ARGUMENT);
        assertThat(error.neverExecuted()).isTrue();
        return true;
    }

    private static void assertServed(RawConsumer raw, int lastId) throws IOException {
        int texts = Sample.all().stream()
                .filter(sample -> sample.body().name().startsWith("texts"))
                .mapToInt(HostileBodiesTest::number)
                .findFirst()
                .orElseThrow();
        int id = lastId;
        for (int from = 0; from < CALLS; from += WINDOW) {
            int first = id + 1;
            for (int i = 0; i < WINDOW; i++) {
                byte[] body = textBody("text " + ++id);
                raw.request(id, 0, texts, out -> putRaw(out, body));
            }
            Map<Integer, RawPeer.Frame> answers = answers(raw, WINDOW);
            for (int i = 0; i < WINDOW; i++) {
                RawPeer.Frame answer = answers.get(first + i);
                assertThat(answer.type()).isEqualTo(FrameType.RESPONSE);
                answer.in().getFixedInt();
                byte[] body = Arrays.copyOfRange(
                        answer.in().array(), answer.in().position(), answer.in().limit());
                assertThat(body).isEqualTo(textBody("text " + (first + i)));
            }
        }
    }

    /** The body of a list of one text, as argument and as result. */
    private static byte[] textBody(String text) {
        RpcOutput out = new RpcOutput(64, 1000);
        out.reserve(8);
        out.putByte(1);
        out.putElements(1, false);
        out.putText(text);
        return Arrays.copyOf(out.array(), (int) out.size());
    }

    // ---------------------------------------------------------------- from a provider

    @Test
    void hostileResults_ofEveryKind_failTheirCallAlone() throws Exception {
        List<Hostile> hostile = hostile("result");
        try (var listening = net.listen()) {
            net.register(Kinds.class, "hostile", listening.getLocalPort());
            CompletableFuture<Void> provider = new CompletableFuture<>();
            Thread thread =
                    new Thread(() -> complete(provider, () -> provide(net.accept(listening, "hostile"), hostile)));
            thread.setDaemon(true);
            thread.start();
            Kinds stub = net.refer(Kinds.class);
            int refused = 0;
            for (Hostile body : hostile) {
                Optional<RpcException> error =
                        failure(stub, METHODS.get(body.method).name());
                assertThat(error.isPresent() || !body.isNone).as(body.name).isTrue();
                error.ifPresent(
                        e -> assertThat(e.status()).as("%s: %s", body.name, e).isEqualTo(Status.INTERNAL));
                refused += error.isPresent() ? 1 : 0;
            }
            assertThat(refused).isGreaterThan(hostile.size() / 2);
            for (int i = 0; i < CALLS; i++) {
                assertThat(stub.texts(List.of())).containsExactly("text " + i);
            }
            provider.get();
        }
    }

    /** What a provider does. */
    private interface Work {
        void run() throws IOException;
    }

    private static void complete(CompletableFuture<Void> future, Work work) {
        try {
            work.run();
            future.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            future.completeExceptionally(e);
        }
    }

    /** Answers each call with the next hostile body, and then as many as it takes rightly. */
    private static void provide(RawPeer peer, List<Hostile> hostile) throws IOException {
        RawPeer.Frame bind = peer.read(FrameType.BIND);
        int binding = bind.in().getUnsigned();
        peer.send(out -> {
            FrameLayout.begin(out, FrameType.BOUND, FrameLayout.NO_FLAGS);
            out.putUnsigned(binding);
            out.putUnsigned(4);
            out.putUnsigned(Long.BYTES);
            out.putFixedLong(Contracts.descriptor(Kinds.class).hash());
            FrameLayout.end(out);
        });
        for (int i = 0; i < hostile.size() + CALLS; i++) {
            RawPeer.Frame frame = peer.read(FrameType.REQUEST);
            RequestHeader header = new RequestHeader(FrameLayout.MAX_TAIL_BYTES);
            header.read(frame.in(), frame.flags());
            byte[] body = i < hostile.size() ? hostile.get(i).bytes : textBody("text " + (i - hostile.size()));
            peer.respond(header.id(), (Consumer<RpcOutput>) out -> putRaw(out, body));
        }
    }

    /** How a call of a method fails, if it does. */
    private static Optional<RpcException> failure(Kinds stub, String name) throws IllegalAccessException {
        Method method = Arrays.stream(Kinds.class.getMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(HostileBodiesTest::nothing)
                .toArray();
        try {
            method.invoke(stub, arguments);
            return Optional.empty();
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(RpcException.class);
            return Optional.of((RpcException) e.getCause());
        }
    }

    private static Object nothing(Class<?> type) {
        return type.isPrimitive() ? java.lang.reflect.Array.get(java.lang.reflect.Array.newInstance(type, 1), 0) : null;
    }
}
