package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.Filer;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.Processor;
import javax.annotation.processing.RoundEnvironment;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcProcessorTest {

    @Test
    void processor_isFoundByCompilersAndIncrementalBuilds() throws IOException {
        assertThat(ServiceLoader.load(Processor.class).stream().map(ServiceLoader.Provider::type))
                .contains(RpcProcessor.class);
        try (InputStream in =
                RpcProcessor.class.getResourceAsStream("/META-INF/gradle/incremental.annotation.processors")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip())
                    .isEqualTo("dev.tern.rpc.processor.RpcProcessor,isolating");
        }
    }

    @Test
    void lockOption_isKnownToCompilers() {
        assertThat(new RpcProcessor().getSupportedOptions()).containsExactly("tern.lock");
    }

    @Test
    void contractInTheClassOutput_isTheLockThatMakesTheNextCompilationSilent(@TempDir Path folder) throws IOException {
        Path locks = folder.resolve("with space/contracts");
        JavaFileObject source = Sources.source(
                "shop.Outer",
                "package shop;",
                "class Outer { @dev.tern.rpc.RpcService interface A { State get(); } enum State { GRÜN } }");
        List<String> options = List.of("-Atern.lock=" + locks);
        Compilation first = Sources.compile(List.of(source), options);
        JavaFileObject contract = first.generatedFiles().stream()
                .filter(file -> file.getName().endsWith("shop.Outer$A.contract"))
                .findFirst()
                .orElseThrow();

        assertThat(Sources.messages(first))
                .contains("[RPC151]", "mkdir -p '" + locks + "' && cp '")
                .contains("' '" + locks.resolve("shop.Outer$A.contract") + "'");
        Files.createDirectories(locks);
        try (InputStream in = contract.openInputStream()) {
            Files.write(locks.resolve("shop.Outer$A.contract"), in.readAllBytes());
        }
        assertThat(Sources.messages(Sources.compile(List.of(source), options))).isEmpty();
    }

    @Test
    void relativeLock_ofSeveralServices_isReportedOnce() {
        Compilation compilation = Sources.compile(
                List.of(
                        Sources.source("shop.A", "package shop;", "@dev.tern.rpc.RpcService interface A {}"),
                        Sources.source("shop.B", "package shop;", "@dev.tern.rpc.RpcService interface B {}")),
                List.of("-Atern.lock=contracts"));

        assertThat(compilation.errors()).hasSize(1);
    }

    @Test
    void types_otherThanTheProcessor_areNotPublic() throws Exception {
        Path classes = Path.of(RpcProcessor.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.list(classes.resolve("dev/tern/rpc/processor"))) {
            List<String> open = new ArrayList<>();
            for (Path file : files.toList()) {
                String name = "dev.tern.rpc.processor."
                        + file.getFileName().toString().replace(".class", "");
                if (!name.contains("$") && Modifier.isPublic(Class.forName(name).getModifiers())) {
                    open.add(name);
                }
            }
            assertThat(open).containsExactly(RpcProcessor.class.getName());
        }
    }

    @Test
    void generatedFiles_ofEachInterface_haveThatInterfaceAsTheirOnlyOrigin() {
        Map<String, List<String>> origins = new TreeMap<>();
        Compilation compilation = Compiler.javac()
                .withProcessors(new RecordingProcessor(origins))
                .compile(
                        Sources.source(
                                "shop.A", "package shop;", "@dev.tern.rpc.RpcService interface A { B.C get(); }"),
                        Sources.source(
                                "shop.B",
                                "package shop;",
                                "class B { @dev.tern.rpc.RpcService interface Inner {} record C(int x) {} }"));

        assertThat(Sources.errors(compilation)).isEmpty();
        assertThat(origins).hasSize(12);
        origins.forEach((file, elements) ->
                assertThat(elements).as(file).containsExactly(file.contains("shop.A") ? "shop.A" : "shop.B.Inner"));
    }

    @Test
    void interface_withTypesOfAnotherProcessor_waitsForThem() {
        Compilation compilation = Sources.compile(
                List.of(Sources.source(
                        "shop.Orders",
                        "package shop;",
                        "@dev.tern.rpc.RpcService",
                        "interface Orders extends Base {",
                        "    Order get(java.util.List<Holder> holders) throws Missing;",
                        "    record Holder(Order order) {}",
                        "    class Child extends Order {}",
                        "    void put(Child child);",
                        "}")),
                new LateProcessor(
                        "package shop; class Order { int id; State state; }",
                        "package shop; interface Base { void base(State state); }",
                        "package shop; enum State { OPEN }",
                        "package shop; class Missing extends Exception { Missing(String message) { super(message); } }"));

        assertThat(Sources.errors(compilation)).isEmpty();
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
        assertThat(compilation.generatedSourceFiles().stream().map(JavaFileObject::getName))
                .contains("/SOURCE_OUTPUT/shop/OrdersStub.java");
    }

    @Test
    void brokenType_ofTwoServices_isReportedOnce() {
        Compilation compilation = Sources.compile(List.of(
                Sources.source("shop.A", "package shop;", "@dev.tern.rpc.RpcService interface A { Order get(); }"),
                Sources.source("shop.B", "package shop;", "@dev.tern.rpc.RpcService interface B { Order get(); }"),
                Sources.source("shop.Order", "package shop;", "record Order(Object it) {}")));

        assertThat(compilation.errors()).hasSize(1);
        assertThat(Sources.errors(compilation)).startsWith("Order.java:  2: [RPC104] property 'it' of Order");
    }

    @Test
    void errors_ofOneInterface_areReportedTogetherAndStopOnlyIt() {
        Map<String, List<String>> origins = new TreeMap<>();
        Compilation compilation = Compiler.javac()
                .withProcessors(new RecordingProcessor(origins))
                .compile(
                        Sources.source(
                                "shop.A",
                                "package shop;",
                                "@dev.tern.rpc.RpcService interface A {",
                                "    Object get(Object key) throws Exception;",
                                "    @dev.tern.rpc.Deadline(\"x\") <T> void generic();",
                                "}"),
                        Sources.source(
                                "shop.B", "package shop;", "@dev.tern.rpc.RpcService interface B { int get(); }"));

        assertThat(Sources.errors(compilation).lines().filter(line -> line.contains("[RPC")))
                .extracting(line -> line.replaceAll(".*:\\s*(\\d+): (\\[RPC\\d+]).*", "$1 $2"))
                .containsExactly("3 [RPC104]", "3 [RPC104]", "3 [RPC119]", "4 [RPC107]");
        assertThat(origins.keySet()).contains("shop.BStub").doesNotContain("shop.AStub");
    }

    @Test
    void classFile_withParameterNames_isConstructedByThem(@TempDir Path classes) throws IOException {
        compileInto(classes, List.of("-g:none", "-parameters"), Sources.source("lib.Price", PRICE));

        Compilation compilation = compileWith(classes, Sources.source("shop.A", SERVICE_OF_PRICE));

        assertThat(Sources.errors(compilation)).isEmpty();
    }

    @Test
    void classFile_withoutParameterNames_isReportedAtTheParameterThatLeadsToIt(@TempDir Path classes)
            throws IOException {
        compileInto(classes, List.of("-g:none"), Sources.source("lib.Price", PRICE));

        Compilation compilation = compileWith(classes, Sources.source("shop.A", SERVICE_OF_PRICE));

        assertThat(compilation.errors()).hasSize(1);
        assertThat(Sources.errors(compilation))
                .startsWith("A.java:  3: [RPC108] class Price cannot be made from what is sent of it")
                .contains("-parameters")
                .contains("Path: A.put(price) -> Price");
    }

    @Test
    void classFiles_ofAnotherJar_keepWhatTheirAnnotationsSay(@TempDir Path classes) throws Exception {
        compileInto(
                classes,
                List.of("-g:none"),
                Sources.source(
                        "lib.Orders",
                        "package lib;",
                        "public interface Orders<T> {",
                        "    T put(T value, int more);",
                        "}"),
                Sources.source(
                        "lib.Order",
                        "package lib;",
                        "import dev.tern.rpc.*;",
                        "public record Order(@RpcAlias(\"number\") @RpcDefault(\"1\") long id, @Sensitive String secret, Shape shape) {",
                        "    public sealed interface Shape {}",
                        "    public record Circle(double radius) implements Shape {}",
                        "    public record Page<T>(java.util.List<T> items) implements Shape {}",
                        "}"),
                Sources.source(
                        "lib.Bean",
                        "package lib;",
                        "@dev.tern.rpc.RpcSubtypes(Bean.Child.class) public class Bean {",
                        "    @dev.tern.rpc.RpcDefault(\"5\") public int count;",
                        "    public static class Child extends Bean { public lib.Order order; }",
                        "}"));

        Compilation failing = compileWith(
                classes,
                Sources.source(
                        "shop.A",
                        "package shop;",
                        "@dev.tern.rpc.RpcService interface A {" + " void put(lib.Order order); }"));
        assertThat(Sources.errors(failing))
                .contains(
                        "A.java:  2: [RPC126] property 'shape' of Order has type Shape, where Page has a type parameter 'T'")
                .contains("Path: A.put(order) -> Order.shape");
        Compilation compilation = compileWith(
                classes,
                Sources.source(
                        "shop.A",
                        "package shop;",
                        "@dev.tern.rpc.RpcService interface A extends lib.Orders<lib.Bean> {",
                        "    void at(lib.Order.Circle circle);",
                        "}"));
        assertThat(Sources.errors(compilation)).contains("[RPC126]").contains("Child.order -> Order.shape");
    }

    @Test
    void classFile_ofTypeWhoseOwnTypeIsMissing_isReportedOnce(@TempDir Path classes) throws IOException {
        compileInto(
                classes,
                List.of("-parameters"),
                Sources.source("lib.Price", "package lib;", "public record Price(Gone gone) {}"),
                Sources.source("lib.Gone", "package lib;", "public record Gone(int x) {}"));
        Files.delete(classes.resolve("lib/Gone.class"));

        Compilation compilation = compileWith(classes, Sources.source("shop.A", SERVICE_OF_PRICE));

        assertThat(Sources.errors(compilation))
                .contains("[RPC122] interface A cannot be generated: a type is missing")
                .contains("Gone")
                .doesNotContain("\tat ");
    }

    @Test
    void module_thatDoesNotReadTheCompiler_compilesWithoutTheGeneratedAnnotation() {
        Compilation compilation = Compiler.javac()
                .withProcessors(new RpcProcessor())
                .withOptions(
                        "--release",
                        "17",
                        "--add-reads",
                        "shop=ALL-UNNAMED",
                        "-Xlint:all,-processing,-exports",
                        "-Werror")
                .compile(
                        Sources.source("module-info", "module shop { exports shop; }"),
                        Sources.source(
                                "shop.A",
                                "package shop;",
                                "@dev.tern.rpc.RpcService public interface A { int get(); }"),
                        Sources.source(
                                "shop.B", "package shop;", "@dev.tern.rpc.RpcService interface B { int get(); }"));

        assertThat(compilation.diagnostics()).isEmpty();
    }

    @Test
    void hash_ofTheSameContractInAnotherOrderOrForm_isTheSame(@TempDir Path classes) throws Exception {
        String[] plain = {
            "package shop;",
            "@dev.tern.rpc.RpcService public interface A {",
            "    Order get(long id) throws Gone, Broken;",
            "    void put(Order order);",
            "    record Order(long id, State state) {}",
            "    enum State { OPEN, PAID }",
            "    class Gone extends Exception { public Gone(String message) { super(message); } }",
            "    class Broken extends Exception { public Broken(String message) { super(message); } }",
            "}"
        };
        String[] shuffled = {
            "package shop;",
            "@dev.tern.rpc.RpcService(version = \"2\") @dev.tern.rpc.Deadline(\"5s\") public interface A {",
            "    class Broken extends Exception { public Broken(String message) { super(message); } }",
            "    class Gone extends Exception { public Gone(String message) { super(message); } }",
            "    enum State { PAID, OPEN }",
            "    class Order { public State state; public long id; transient int cache; }",
            "    /** Documented. */",
            "    void put(Order renamed);",
            "    @dev.tern.rpc.Idempotent java.util.concurrent.CompletableFuture<Order> get(long other)",
            "        throws Broken, Gone;",
            "}"
        };
        String[] changed = Arrays.stream(plain)
                .map(line -> line.replace("record Order(long id,", "record Order(int id,"))
                .toArray(String[]::new);

        assertThat(hash(shuffled)).isEqualTo(hash(plain));
        assertThat(hash(changed)).isNotEqualTo(hash(plain));
    }

    private static final String[] PRICE = {
        "package lib;",
        "public final class Price {",
        "    private final long cents;",
        "    private final String currency;",
        "    public Price(String currency, long cents) { this.cents = cents; this.currency = currency; }",
        "    public long getCents() { return cents; }",
        "    public String getCurrency() { return currency; }",
        "}"
    };

    private static final String[] SERVICE_OF_PRICE = {
        "package shop;", "@dev.tern.rpc.RpcService interface A {", "    void put(lib.Price price);", "}"
    };

    private static long hash(String... lines) throws ReflectiveOperationException {
        Compilation compilation = Sources.compile(List.of(Sources.source("shop.A", lines)));
        assertThat(Sources.errors(compilation)).isEmpty();
        ServiceDescriptor service = Loopback.service(new Compiled(compilation).loadClass("shop.A"));
        return service.hash();
    }

    private static void compileInto(Path classes, List<String> options, JavaFileObject... sources) throws IOException {
        Compilation compilation = Compiler.javac().withOptions(options).compile(sources);
        assertThat(Sources.errors(compilation)).isEmpty();
        for (JavaFileObject file : compilation.generatedFiles()) {
            Path target = classes.resolve(file.getName().replace("/CLASS_OUTPUT/", ""));
            Files.createDirectories(target.getParent());
            try (InputStream in = file.openInputStream()) {
                Files.write(target, in.readAllBytes());
            }
        }
    }

    private static Compilation compileWith(Path classes, JavaFileObject source) {
        String classPath = classes + File.pathSeparator + System.getProperty("java.class.path");
        return Compiler.javac()
                .withProcessors(new RpcProcessor())
                .withOptions("-cp", classPath)
                .compile(source);
    }

    /** Records the origins of all generated sources. */
    private static final class RecordingProcessor extends AbstractProcessor {

        private final RpcProcessor processor = new RpcProcessor();
        private final Map<String, List<String>> origins;

        RecordingProcessor(Map<String, List<String>> origins) {
            this.origins = origins;
        }

        @Override
        public synchronized void init(ProcessingEnvironment environment) {
            Filer filer = environment.getFiler();
            processor.init((ProcessingEnvironment) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {ProcessingEnvironment.class},
                    (proxy, method, arguments) -> method.getName().equals("getFiler")
                            ? recording(filer)
                            : method.invoke(environment, arguments)));
        }

        private Filer recording(Filer filer) {
            return (Filer) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Filer.class}, (proxy, method, arguments) -> {
                        List<String> elements = new ArrayList<>();
                        for (Element element : (Element[]) arguments[arguments.length - 1]) {
                            elements.add(element.toString());
                        }
                        origins.put(arguments[arguments.length - 2].toString(), elements); // a source or a resource
                        return method.invoke(filer, arguments);
                    });
        }

        @Override
        public Set<String> getSupportedAnnotationTypes() {
            return processor.getSupportedAnnotationTypes();
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latest();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            return processor.process(annotations, round);
        }
    }

    /** Writes one source per round. */
    private static final class LateProcessor extends AbstractProcessor {

        private final Deque<String> sources;

        LateProcessor(String... sources) {
            this.sources = new ArrayDeque<>(List.of(sources));
        }

        @Override
        public Set<String> getSupportedAnnotationTypes() {
            return Set.of("*");
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return SourceVersion.latest();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
            if (sources.isEmpty()) {
                return false;
            }
            String source = sources.remove();
            String name = source.replaceAll(".*?(?:class|interface|enum) (\\w+).*", "shop.$1");
            try (Writer writer = processingEnv.getFiler().createSourceFile(name).openWriter()) {
                writer.write(source);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return false;
        }
    }

    @Test
    void warning_ofAPolicy_doesNotStopTheGeneration() {
        Compilation compilation = Sources.compile(List.of(Sources.source(
                "shop.Orders",
                "package shop;",
                "import dev.tern.rpc.*;",
                "@RpcService",
                "interface Orders {",
                "    void find(@HashKey String customer);",
                "}")));

        assertThat(Sources.messages(compilation)).startsWith("Orders.java:  5: warning: [RPC146] ");
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
        assertThat(compilation.generatedFile(StandardLocation.CLASS_OUTPUT, "shop", "OrdersStub.class"))
                .isPresent();
    }
}
