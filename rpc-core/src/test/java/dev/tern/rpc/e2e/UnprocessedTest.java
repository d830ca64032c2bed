package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.codec.types.Everything;
import dev.tern.rpc.codec.types.Everything.Tree;
import dev.tern.rpc.codec.types.Risky;
import dev.tern.rpc.support.Logs;
import dev.tern.rpc.support.Unprocessed;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls between a side whose interface the processor has seen and one whose interface it has not: stub -&gt; network -&gt; implementation. */
class UnprocessedTest {

    private static final String CODEC = "dev.tern.rpc.codec";

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    /** Loads the types of this test once more, without those that the processor wrote for them. */
    private static final class WithoutGenerated extends ClassLoader {

        private static final String TYPES = "dev.tern.rpc.codec.types.";

        WithoutGenerated() {
            super(UnprocessedTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(TYPES)) {
                return super.loadClass(name, resolve);
            }
            if (name.matches(".*(Stub|Dispatcher|Codecs|Async)")) {
                throw new ClassNotFoundException(name);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    private final ClassLoader without = new WithoutGenerated();

    private Class<?> unprocessed(Class<?> type) throws ClassNotFoundException {
        Class<?> other = without.loadClass(type.getName());
        assertThat(other).isNotSameAs(type);
        return other;
    }

    private <S> void serve(Class<S> contract, InvocationHandler handler) {
        net.serve(
                contract,
                contract.cast(Proxy.newProxyInstance(contract.getClassLoader(), new Class<?>[] {contract}, handler)));
    }

    @Test
    void consumer_ofAnUnprocessedProvider_isAnswered() throws Exception {
        serve(unprocessed(Everything.class), (proxy, method, arguments) -> arguments[0]);
        Everything stub = net.refer(Everything.class);

        Tree tree = new Tree("root", List.of(new Tree("leaf", null, null)), null);
        assertThat(stub.tree(tree)).isEqualTo(tree);
        assertThat(stub.precise(Math.E)).isEqualTo(Math.E);
        assertThat(stub.ints(1, 2, 3)).containsExactly(1, 2, 3);
        assertThat(stub.text(null)).isNull();
    }

    @Test
    void unprocessedConsumer_ofAProvider_isAnswered() throws Exception {
        serve(Everything.class, (proxy, method, arguments) -> arguments[0]);
        Class<?> contract = unprocessed(Everything.class);
        Object stub = net.refer(contract);

        assertThat(contract.getMethod("precise", double.class).invoke(stub, Math.E))
                .isEqualTo(Math.E);
        assertThat(contract.getMethod("text", String.class).invoke(stub, "text"))
                .isEqualTo("text");
        Class<?> colour = without.loadClass(Everything.Colour.class.getName());
        Method boxes = contract.getMethod("boxes", without.loadClass(Everything.Boxes.class.getName()));
        Object value = boxes.getParameterTypes()[0].getConstructors()[0].newInstance(
                true, (byte) 1, (short) 2, 'c', 4, 5L, 6f, 7d, "i", colour.getEnumConstants()[1]);
        assertThat(boxes.invoke(stub, value)).isEqualTo(value);
    }

    @Test
    void declaredException_ofAnUnprocessedProvider_arrivesAsItself() throws Exception {
        Class<?> notFound = without.loadClass(Risky.NotFound.class.getName());
        serve(unprocessed(Risky.class), (proxy, method, arguments) -> {
            Exception thrown = (Exception) notFound.getConstructor(List.class, String.class, long.class)
                    .newInstance(List.of("a", "b"), "not there", 42);
            if (method.getName().equals("later")) {
                return CompletableFuture.failedFuture(thrown);
            }
            throw thrown;
        });
        Risky stub = net.refer(Risky.class);

        assertThatThrownBy(() -> stub.run("x")).isInstanceOfSatisfying(Risky.NotFound.class, e -> {
            assertThat(e).hasMessage("not there");
            assertThat(e.getId()).isEqualTo(42);
            assertThat(e.tried()).containsExactly("a", "b");
        });
        assertThatThrownBy(() -> stub.later("x").get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(Risky.NotFound.class);
    }

    @Test
    void declaredException_ofAProvider_arrivesAtAnUnprocessedConsumerAsItself() throws Exception {
        serve(Risky.class, (proxy, method, arguments) -> {
            throw new Risky.Refused(7);
        });
        Class<?> contract = unprocessed(Risky.class);
        Object stub = net.refer(contract);

        assertThatThrownBy(() -> contract.getMethod("run", String.class).invoke(stub, "x"))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(without.loadClass(Risky.Refused.class.getName()))
                .hasMessage("refused with 7");
    }

    @ParameterizedTest
    @CsvSource({"Decorated, failed: text", "Prefixed, prefixed: text", "Bare, bare: text", "Localized, text"})
    void computedMessage_ofADeclaredException_isComputedOnce(String name, String message) throws Exception {
        String exception = Risky.class.getName() + "$" + name;
        serve(unprocessed(Risky.class), (proxy, method, arguments) -> {
            throw thrown(without.loadClass(exception));
        });
        Risky stub = net.refer(Risky.class);
        assertThatThrownBy(() -> stub.computed("x"))
                .isInstanceOf(Class.forName(exception))
                .hasMessage(message);
        net.close();

        serve(Risky.class, (proxy, method, arguments) -> {
            throw thrown(Class.forName(exception));
        });
        Class<?> contract = unprocessed(Risky.class);
        Object other = net.refer(contract);
        assertThatThrownBy(() -> contract.getMethod("computed", String.class).invoke(other, "x"))
                .isInstanceOf(InvocationTargetException.class)
                .cause()
                .isInstanceOf(without.loadClass(exception))
                .hasMessage(message);
    }

    private static Exception thrown(Class<?> exception) throws ReflectiveOperationException {
        return (Exception) exception.getConstructor(String.class).newInstance("text");
    }

    @Test
    void interface_compiledWithoutTheProcessor_isServedWithOneWarning(@TempDir Path folder) throws Exception {
        try (Logs logs = Logs.of(CODEC);
                URLClassLoader loader = Unprocessed.compile(folder, List.of(), """
                        package plain;
                        @dev.tern.rpc.RpcService
                        public interface Plain {
                            String ask(String text);
                        }
                        """)) {
            Class<?> contract = loader.loadClass("plain.Plain");
            serve(contract, (proxy, method, arguments) -> "re: " + arguments[0]);
            Object stub = net.refer(contract);

            assertThat(contract.getMethod("ask", String.class).invoke(stub, "hello"))
                    .isEqualTo("re: hello");
            assertThat(logs.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("plain.Plain was compiled without Tern's annotation processor")
                    .contains("Add dev.tern:rpc-processor to <annotationProcessorPaths>");
        }
    }

    @Test
    void versions_ofUnprocessedSides_understandEachOther(@TempDir Path older, @TempDir Path newer) throws Exception {
        String source = """
                package plain;
                @dev.tern.rpc.RpcService
                public interface Plain {
                    Answer ask(Question question%s);
                    record Question(String text%s) {}
                    record Answer(%s value) {}
                }
                """;
        try (URLClassLoader consumer =
                        Unprocessed.compile(older, List.of("-parameters"), source.formatted("", "", "long"));
                URLClassLoader provider = Unprocessed.compile(
                        newer,
                        List.of("-parameters"),
                        source.formatted(
                                ", @dev.tern.rpc.RpcDefault(\"3\") int times",
                                ", @dev.tern.rpc.RpcDefault(\"default\") String language",
                                "int"))) {
            List<String> asked = new CopyOnWriteArrayList<>();
            Class<?> answer = provider.loadClass("plain.Plain$Answer");
            serve(provider.loadClass("plain.Plain"), (proxy, method, arguments) -> {
                asked.add(arguments[0] + " " + arguments[1]);
                return answer.getConstructors()[0].newInstance(42);
            });
            Class<?> contract = consumer.loadClass("plain.Plain");
            Class<?> question = consumer.loadClass("plain.Plain$Question");
            Object stub = net.refer(contract);

            Object answered =
                    contract.getMethod("ask", question).invoke(stub, question.getConstructors()[0].newInstance("why"));
            assertThat(answered).hasToString("Answer[value=42]");
            assertThat(asked).containsExactly("Question[text=why, language=default] 3");
        }
    }

    @Test
    void twin_writtenByHand_isRefusedTellingWhoWritesIt(@TempDir Path folder) throws Exception {
        try (URLClassLoader loader = Unprocessed.compile(folder, List.of(), """
                package plain;
                public interface PlainAsync {
                    java.util.concurrent.CompletableFuture<String> ask(String text);
                }
                """)) {
            Class<?> twin = loader.loadClass("plain.PlainAsync");
            assertThatThrownBy(() -> net.build(net.client()).refer(twin))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("plain.PlainAsync has no @RpcService, and no stub of a twin is there")
                    .hasMessageContaining("dev.tern:rpc-processor");
        }
    }
}
