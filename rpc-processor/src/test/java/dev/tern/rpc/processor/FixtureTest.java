package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Services that are compiled by the test, without any warning, and then called through a {@link Loopback}. Each folder of
 * {@code src/test/resources/fixtures} is one compilation; the public static methods of its class {@code Cases} are the tests.
 */
class FixtureTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TestFactory
    Stream<DynamicNode> fixtures() throws IOException {
        try (Stream<Path> folders = Files.list(FIXTURES)) {
            return folders.sorted().map(FixtureTest::fixture).toList().stream();
        }
    }

    private static DynamicNode fixture(Path folder) {
        try {
            Class<?> cases = compile(folder);
            return DynamicContainer.dynamicContainer(
                    folder.getFileName().toString(),
                    Arrays.stream(cases.getDeclaredMethods())
                            .filter(method -> Modifier.isPublic(method.getModifiers()))
                            .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(method))));
        } catch (ReflectiveOperationException | AssertionError e) {
            return DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                throw e;
            });
        }
    }

    private static void run(Method method) throws Throwable {
        try {
            method.invoke(null, new Loopback());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Class<?> compile(Path folder) throws ReflectiveOperationException {
        List<JavaFileObject> sources = Sources.of(folder, file -> true);
        Compilation compilation = Compiler.javac()
                .withProcessors(new RpcProcessor())
                .withOptions("--release", "17", "-Xlint:all,-processing", "-Werror")
                .compile(sources);
        assertThat(compilation.diagnostics()).as("diagnostics").isEmpty();
        String cases = sources.stream()
                .map(source -> source.getName().replaceAll("^/|\\.java$", "").replace('/', '.'))
                .filter(name -> name.equals("Cases") || name.endsWith(".Cases"))
                .findFirst()
                .orElseThrow();
        return new Compiled(compilation).loadClass(cases);
    }
}
