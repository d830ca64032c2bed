package dev.tern.rpc.processor;

import static dev.tern.rpc.processor.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import javax.annotation.processing.Processor;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types that Lombok completes in the same compilation, whichever of the two processors comes first. */
@Isolated("Lombok reaches into the compiler of the JVM")
class LombokTest {

    private static final List<JavaFileObject> SHOP = List.of(
            source(
                    "shop.Orders",
                    "package shop;",
                    "@dev.tern.rpc.RpcService public interface Orders {",
                    "    Order order(Order order);",
                    "    Line line(Line line);",
                    "    Built built(Built built);",
                    "    Sub sub(Sub sub);",
                    "}"),
            source(
                    "shop.Order",
                    "package shop;",
                    "@lombok.Data public class Order {",
                    "    private long id;",
                    "    private boolean paid;",
                    "    private Boolean sure;",
                    "    private java.util.List<Line> lines;",
                    "}"),
            source(
                    "shop.Line",
                    "package shop;",
                    "@lombok.Value public class Line {",
                    "    String article;",
                    "    int quantity;",
                    "}"),
            source(
                    "shop.Built",
                    "package shop;",
                    "@lombok.Builder @lombok.AllArgsConstructor @lombok.Getter @lombok.EqualsAndHashCode",
                    "public class Built {",
                    "    private final String name;",
                    "    @dev.tern.rpc.RpcDefault(\"7\") private final int count;",
                    "}"),
            source(
                    "shop.Sub",
                    "package shop;",
                    "@lombok.Getter @lombok.Setter @lombok.EqualsAndHashCode(callSuper = true)",
                    "public class Sub extends Order {",
                    "    private String more;",
                    "}"));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void typesOfLombok_inEitherOrderOfTheProcessors_areSent(boolean isLombokFirst) throws Exception {
        Compilation compilation = compile(isLombokFirst);

        assertThat(compilation.diagnostics()).isEmpty();
        Compiled classes = new Compiled(compilation);
        Object line = classes.loadClass("shop.Line")
                .getConstructor(String.class, int.class)
                .newInstance("tea", 3);
        assertEcho(classes, "line(Line)", line);
        Object order = classes.loadClass("shop.Order").getConstructor().newInstance();
        set(order, "setId", long.class, 5L);
        set(order, "setPaid", boolean.class, true);
        set(order, "setLines", List.class, List.of(line));
        assertEcho(classes, "order(Order)", order);
        Object builder = classes.loadClass("shop.Built").getMethod("builder").invoke(null);
        set(builder, "name", String.class, "n");
        assertEcho(
                classes, "built(Built)", builder.getClass().getMethod("build").invoke(builder));
        Object sub = classes.loadClass("shop.Sub").getConstructor().newInstance();
        set(sub, "setMore", String.class, "x");
        set(sub, "setSure", Boolean.class, true);
        assertEcho(classes, "sub(Sub)", sub);
    }

    @Test
    void contract_ofTypesOfLombok_isTheSameInEitherOrder() throws Exception {
        assertThat(service(new Compiled(compile(true))).contract().get())
                .isEqualTo(service(new Compiled(compile(false))).contract().get());
    }

    private static Compilation compile(boolean isLombokFirst) throws Exception {
        List<Processor> processors = new ArrayList<>();
        processors.add(new RpcProcessor());
        // Lombok hides its classes in its jar and makes them visible when this one is loaded
        Processor lombok = (Processor) Class.forName("lombok.launch.AnnotationProcessorHider$AnnotationProcessor")
                .getDeclaredConstructor()
                .newInstance();
        processors.add(isLombokFirst ? 0 : 1, lombok);
        return Compiler.javac()
                .withProcessors(processors)
                .withOptions("--release", "17", "-Xlint:all,-processing", "-Werror")
                .compile(SHOP);
    }

    private static void set(Object target, String name, Class<?> type, Object value) throws Exception {
        Method setter = target.getClass().getMethod(name, type);
        setter.setAccessible(true);
        setter.invoke(target, value);
    }

    private static ServiceDescriptor service(Compiled classes) throws Exception {
        return Loopback.service(classes.loadClass("shop.Orders"));
    }

    private static void assertEcho(Compiled classes, String signature, Object value) throws Exception {
        MethodDescriptor method = service(classes).methods().stream()
                .filter(each -> each.signature().equals(signature))
                .findFirst()
                .orElseThrow();
        byte[] body = Loopback.write(method.resultWriter(), value);
        assertThat(Loopback.read(method.resultReader(), body)).isEqualTo(value);
    }
}
