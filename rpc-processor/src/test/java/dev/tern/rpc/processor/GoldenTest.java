package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The generated sources of one service, compared with those in {@code src/test/resources/golden}. After an intended change they are
 * written anew by {@code ./mvnw -pl rpc-api,rpc-processor test -Dtern.golden=write}, to be reviewed like any other change.
 */
class GoldenTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/dev/shop");

    @ParameterizedTest
    @ValueSource(strings = {"Stub", "Dispatcher", "Codecs", "Async", "AsyncStub"})
    void generatedSource_ofRepresentativeService_isTheGoldenOne(String suffix) throws IOException {
        Compilation compilation = Compiler.javac()
                .withProcessors(new RpcProcessor())
                .withOptions("--release", "17", "-Xlint:all,-processing", "-Werror")
                .compile(JavaFileObjects.forResource("golden/dev/shop/OrderService.java"));

        assertThat(compilation.diagnostics()).as("diagnostics").isEmpty();
        String name = "OrderService" + suffix + ".java";
        JavaFileObject generated = compilation
                .generatedFile(StandardLocation.SOURCE_OUTPUT, "dev/shop", name)
                .orElseThrow();
        String source = generated.getCharContent(false).toString();
        Path golden = GOLDEN.resolve(name);
        if ("write".equals(System.getProperty("tern.golden"))) {
            Files.writeString(golden, source);
        }
        assertThat(source).isEqualTo(Files.readString(golden, StandardCharsets.UTF_8));
    }
}
