package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.support.Unprocessed;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interfaces that are compiled without the processor by the test itself: what is refused, what stays private, and other versions. */
class RuntimeModelTest {

    @TempDir
    private Path folder;

    private final List<URLClassLoader> open = new java.util.ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (URLClassLoader loader : open) {
            loader.close();
        }
    }

    private Class<?> compile(List<String> options, String name, String... sources) throws Exception {
        URLClassLoader loader = Unprocessed.compile(Files.createTempDirectory(folder, "v"), options, sources);
        open.add(loader);
        return loader.loadClass(name);
    }

    private Class<?> contract(String body) throws Exception {
        return compile(List.of("-parameters"), "shop.Orders", """
                package shop;
                import dev.tern.rpc.*;
                import java.util.*;
                @RpcService
                public interface Orders {
                %s
                }
                """.formatted(body));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "void a(Runnable r);"
                        + "|[RPC104] parameter 'r' has type Runnable, which cannot be sent|Did you mean to return a value?",
                "Object a();|[RPC104] the result of 'a' has type Object, which cannot be sent|name the type.",
                "void a(List<Map<String, Thread>> x);"
                        + "|[RPC104] parameter 'x' has type List<Map<String, Thread>>, where Thread cannot be sent|Allowed: ",
                "void a(List x);|[RPC105] parameter 'x' has type List, which lacks its type arguments|List<...>",
                "void a(List<? extends Number> x);"
                        + "|[RPC106] parameter 'x' has type List<? extends Number>, where ? extends Number leaves open|Name the type",
                "<T> void a(T x);|[RPC107] method 'a' has type parameters|Declare one method for each type",
                "void a(B x); class B { private int n; }"
                        + "|[RPC109] property 'n' of B cannot be read: the field is private|Path: Orders.a(x) -> B.n",
                "void a(B x); class B { private int n; public int getN() { return n; } }"
                        + "|[RPC108] class B cannot be made from what is sent of it: it has no setter for 'n'|(int n) in any order",
                "void a() throws E; class E extends Exception { public E(String text) { super(text); }"
                        + " public String getMessage() { return 1 + super.getMessage(); } }"
                        + "|[RPC136] class E cannot be made from what is sent of it: a constructor takes the message|getReason()",
                "@OneWay int a();|[RPC111] method 'a' is @OneWay but returns int|return void",
                "@Deadline(\"soon\") int a();|[RPC113] @Deadline(\"soon\") of method 'a' is not a duration|\"500ms\"",
                "@Deadline(\"25h\") int a();|[RPC114] @Deadline(\"25h\") of method 'a' is out of range|at most",
                "@RateLimit(permits = 0) int a();"
                        + "|[RPC139] @RateLimit(permits = 0) of method 'a' is not right|Expected: a whole number, 1 to",
                "@Idempotent @Retry(backoff = \"soon\") int a();"
                        + "|[RPC139] @Retry(backoff = \"soon\") of method 'a' is not right|0ms to 1m",
                "@CircuitBreaker(failureRate = 2) int a();"
                        + "|[RPC139] @CircuitBreaker(failureRate = 2) of method 'a' is not right|at most 1",
                "@Retry int a();|[RPC140] @Retry on method 'a', which is not @Idempotent|or remove @Retry.",
                "@Hedge(delay = \"1ms\") int a();|[RPC140] @Hedge on method 'a', which is not|or remove @Hedge.",
                "@Idempotent @Retry @Hedge(delay = \"1ms\") int a();|[RPC141] method 'a' has both|Keep one",
                "@Fallback(String.class) int a();|[RPC142] @Fallback names String, which cannot answer for method 'a':"
                        + " it does not implement Orders|open to package shop",
                "@Fallback(Orders.class) int a();|[RPC142]|it is not a class",
                "@Fallback(D.class) void a(); abstract class D implements Orders {}|[RPC142]|it is abstract",
                "@Fallback(D.class) void a(); class D implements Orders { D(int n) {} public void a() {} }"
                        + "|[RPC142]|cannot call a constructor of it without parameters",
                "void a(@HashKey int x, @HashKey int y);|[RPC144] method 'a' has @HashKey twice, on 'x' and on 'y'|one",
                "void a(@HashKey List<String> x);|[RPC145] @HashKey parameter 'x' has type List<String>, which has|UUID",
                "void a() throws Exception;|[RPC119] method 'a' declares Exception|RpcRemoteException",
                "void a(P<String> p); record P<T>(P<List<T>> p) {}|[RPC120]|ever larger types",
                "void a(SortedSet<R> x); record R() {}|[RPC129] parameter 'x' has type SortedSet<R>, where R has no|Set.",
                "void a(S x); sealed interface S permits T {} non-sealed class T implements S {}"
                        + "|[RPC127] parameter 'x' has type S, where T is open|@RpcSubtypes",
                "java.util.concurrent.Future<String> a();|[RPC118] method 'a' returns Future<String>|CompletableFuture<String>",
                "void a(O x); record O(C c) {} record C(Thread lock) {}"
                        + "|[RPC104] property 'lock' of C has type Thread|Path: Orders.a(x) -> O.c -> C.lock",
            })
    void contract_withWhatCannotBeSent_isRefusedAsByTheProcessor(String body, String start, String contained)
            throws Exception {
        Class<?> contract = contract(body);
        assertThatThrownBy(() -> RuntimeContract.of(contract))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(start)
                .hasMessageContaining(contained);
    }

    @Test
    void hash_ofAContractWithPolicies_isThatOfTheSameWithout() throws Exception {
        Class<?> without =
                contract("int a(long key); class D implements Orders { public int a(long key) { return 0; } }");
        Class<?> with = contract("""
                @Idempotent @Retry @CircuitBreaker @Bulkhead(maxConcurrent = 1) @RateLimit(permits = 1)
                @Fallback(D.class) @LoadBalance(strategy = "consistentHash") @Deadline("5s")
                int a(@HashKey long key);
                class D implements Orders { public int a(long key) { return 0; } }
                """);
        RuntimeContract<?> plain = RuntimeContract.of(without);
        RuntimeContract<?> rich = RuntimeContract.of(with);
        assertThat(rich.descriptor().methods().get(0).policy())
                .isNotEqualTo(plain.descriptor().methods().get(0).policy());
        assertThat(rich.descriptor().hash()).isEqualTo(plain.descriptor().hash());
    }

    @Test
    void type_privateInItsClass_isNotTouched() throws Exception {
        Class<?> contract = compile(List.of(), "shop.Orders", """
                package shop;
                @dev.tern.rpc.RpcService
                public interface Orders {
                    Outer.Holder get();
                }
                """, """
                package shop;
                public class Outer {
                    private static class Hidden { public int n; }
                    public static class Holder { public Hidden hidden; }
                }
                """);
        assertThatThrownBy(() -> RuntimeContract.of(contract))
                .hasMessageStartingWith("[RPC110] property 'hidden' of Holder has type Hidden, which is not accessible")
                .hasMessageContaining("Path: Orders.get -> Holder.hidden");
    }

    @Test
    void members_thatArePrivate_areLeftToTheirAccessors() throws Exception {
        Class<?> contract = contract("""
                B echo(B value);
                class B {
                    private String text;
                    private B() {}
                    public B(String text) { this.text = "made:" + text; }
                    private String getText() { return "private"; }
                    public String text() { return "told:" + text; }
                    private void setText(String text) { this.text = "set:" + text; }
                }
                """);
        RuntimeContract<?> runtime = RuntimeContract.of(contract);
        MethodDescriptor echo = runtime.descriptor().methods().get(0);
        Class<?> type = contract.getMethods()[0].getReturnType();
        Object value = type.getConstructor(String.class).newInstance("x");
        byte[] body = Captured.write(echo.resultWriter(), value);
        Object read = Captured.read(echo.resultReader(), body);
        assertThat(type.getMethod("text").invoke(read)).isEqualTo("told:made:told:made:x");
    }

    @Test
    void constructor_withoutParameterNames_isRefusedTellingTheOption() throws Exception {
        Class<?> contract = compile(List.of(), "shop.Orders", """
                package shop;
                @dev.tern.rpc.RpcService
                public interface Orders {
                    void a(B value);
                    class B {
                        private final int n;
                        public B(int n) { this.n = n; }
                        public int n() { return n; }
                    }
                }
                """);
        assertThatThrownBy(() -> RuntimeContract.of(contract))
                .hasMessageStartingWith("[RPC108] class B cannot be made")
                .hasMessageContaining("-parameters");
    }

    private static final String OLD = """
            int count(int number);
            Order place(Order order);
            record Order(int id, String name, State state, List<Line> lines, String gone) {}
            record Line(int quantity) {}
            enum State { OPEN, LOST }
            """;

    private static final String NEW = """
            int count(long number, @RpcDefault("9") int more);
            Order place(Order order);
            record Order(long id, @RpcAlias("name") String title, State state, List<Line> lines, Set<String> tags,
                    @RpcDefault("5") Integer stars) {}
            record Line(long quantity, Optional<String> note, @RpcDefault("OPEN") State state) {}
            enum State { OPEN, @RpcUnknown OTHER }
            """;

    @Test
    void arguments_ofAnOlderVersion_areReadByNameWithDefaults() throws Exception {
        RuntimeContract<?> consumer = RuntimeContract.of(contract(OLD));
        RuntimeContract<?> provider = RuntimeContract.of(contract(NEW));
        assertThat(evolved(consumer, provider, "place", order(consumer, 7, "LOST")))
                .isEqualTo(
                        "Order[id=7, title=a, state=OTHER, lines=[Line[quantity=3, note=Optional.empty, state=OPEN]],"
                                + " tags=[], stars=5]");
        assertThat(evolved(consumer, provider, "count", 4)).isEqualTo("4");
    }

    @Test
    void results_ofANewerVersion_areReadByName() throws Exception {
        RuntimeContract<?> consumer = RuntimeContract.of(contract(OLD));
        RuntimeContract<?> provider = RuntimeContract.of(contract(NEW));
        var resolved = method(consumer, provider, "place");
        MethodDescriptor written = provider.descriptor().methods().get(resolved.provider());
        MethodDescriptor read = descriptor(consumer, "place");
        Arguments arguments = Captured.read(
                written.arguments(resolved.arguments()),
                Captured.write((out, value) -> value.write(out), order(consumer, 8, "OPEN")));
        Object order = arguments.get(0);
        byte[] body = Captured.write(written.resultWriter(), order);
        assertThat(Captured.read(read.resultReader(resolved.result()), body))
                .hasToString("Order[id=8, name=a, state=OPEN, lines=[Line[quantity=3]], gone=null]");
    }

    @Test
    void number_tooLargeForAnOlderVersion_isRefusedNamingTheProperty() throws Exception {
        RuntimeContract<?> consumer = RuntimeContract.of(contract(NEW));
        RuntimeContract<?> provider = RuntimeContract.of(contract(OLD));
        Class<?> order = descriptorMethod(consumer, "place").getParameterTypes()[0];
        Object value = order.getDeclaredConstructors()[0].newInstance(1L << 40, "a", null, List.of(), null, null);
        assertThatThrownBy(() -> evolved(consumer, provider, "place", captured(consumer, "place", value)))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("Order.id")
                .hasMessageContaining("expected: an int");
    }

    private Object evolved(RuntimeContract<?> consumer, RuntimeContract<?> provider, String name, Object argument)
            throws Exception {
        var resolved = method(consumer, provider, name);
        assertThat(resolved.problem()).isNull();
        Arguments written = argument instanceof Arguments arguments ? arguments : captured(consumer, name, argument);
        Arguments read = Captured.read(
                provider.descriptor().methods().get(resolved.provider()).arguments(resolved.arguments()),
                Captured.write((out, value) -> value.write(out), written));
        return String.valueOf(read.get(0));
    }

    private static Resolution.Method method(RuntimeContract<?> consumer, RuntimeContract<?> provider, String name) {
        return Resolution.of(
                        consumer.descriptor().contract().get(),
                        provider.descriptor().contract().get())
                .methods()
                .get(descriptor(consumer, name).number());
    }

    private static MethodDescriptor descriptor(RuntimeContract<?> contract, String name) {
        return contract.descriptor().methods().stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Arguments order(RuntimeContract<?> contract, int id, String state) throws Exception {
        Class<?> order = descriptorMethod(contract, "place").getParameterTypes()[0];
        ClassLoader loader = order.getClassLoader();
        Object line = loader.loadClass("shop.Orders$Line")
                .getDeclaredConstructors()[0]
                .newInstance(3);
        Object constant = loader.loadClass("shop.Orders$State").getField(state).get(null);
        return captured(
                contract,
                "place",
                order.getDeclaredConstructors()[0].newInstance(id, "a", constant, List.of(line), "gone"));
    }

    private Method descriptorMethod(RuntimeContract<?> contract, String name) {
        Object stub = contract.stub((service, method) -> null);
        return java.util.Arrays.stream(stub.getClass().getInterfaces()[0].getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private <S> Arguments captured(RuntimeContract<S> contract, String name, Object argument) {
        return Captured.of((S stub) -> descriptorMethod(contract, name).invoke(stub, argument), contract::stub)
                .arguments();
    }
}
