package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same interface has the same contract whichever compiler reads it, and whether its types are sources or class files. */
class StableContractTest {

    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"everything", "generics", "methods", "classes", "exceptions", "annotated"})
    void contract_byTheEclipseCompiler_isTheSameText(String fixture) throws IOException {
        List<Path> sources = sources(FIXTURES.resolve(fixture));
        Map<String, String> javac = contracts(
                compile(ToolProvider.getSystemJavaCompiler(), sources, folder.resolve("javac"), List.of(), true));
        Map<String, String> ecj =
                contracts(compile(new EclipseCompiler(), sources, folder.resolve("ecj"), List.of(), true));

        assertThat(javac).isNotEmpty();
        assertThat(ecj).isEqualTo(javac);
    }

    @Test
    void contract_ofTypesInClassFilesWithoutNamesAndComments_hasTheSameHash() throws IOException {
        Path types = Files.createDirectories(folder.resolve("src/types"));
        Path service = Files.createDirectories(folder.resolve("src/service"));
        write(
                types,
                "Order",
                "/** An order. */ public record Order<T>(long id, java.util.List<T> lines, State state, Bean bean) {}");
        write(
                types,
                "State",
                "public enum State { PAID, OPEN { @Override public String toString() { return \"o\"; } } }");
        write(
                types,
                "Bean",
                "public class Bean { private int size; private String name; protected transient int no;",
                "    public int getSize() { return size; } public void setSize(int newSize) { size = newSize; }",
                "    public String getName() { return name; } public void setName(String newName) { name = newName; } }");
        write(types, "Gone", "public class Gone extends Exception { public Gone(String message) { super(message); } }");
        write(
                service,
                "Orders",
                "@dev.tern.rpc.RpcService public interface Orders extends Reading<Order<String>> {",
                "    java.util.Map<String, Order<Bean>> all(int[][] ids, java.util.Set<State> states) throws Gone; }");
        write(service, "Reading", "public interface Reading<T> { T get(long id); }");

        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<Path> all = new ArrayList<>(sources(types));
        all.addAll(sources(service));
        Map<String, String> fromSources =
                contracts(compile(javac, all, folder.resolve("together"), List.of("-parameters", "-g"), true));
        Path library = compile(javac, sources(types), folder.resolve("library"), List.of("-g:none"), false);
        Map<String, String> fromClassFiles = contracts(compile(
                javac,
                sources(service),
                folder.resolve("apart"),
                List.of(
                        "-classpath",
                        library + System.getProperty("path.separator") + System.getProperty("java.class.path")),
                true));

        assertThat(fromSources).hasSize(1);
        assertThat(hashes(fromClassFiles)).isEqualTo(hashes(fromSources));
    }

    private static Map<String, Long> hashes(Map<String, String> contracts) {
        Map<String, Long> hashes = new TreeMap<>();
        contracts.forEach((name, text) -> {
            Contract contract = ContractText.parse(text);
            hashes.put(name, contract.hash());
        });
        return hashes;
    }

    private static void write(Path folder, String name, String... lines) throws IOException {
        Path file = Files.createDirectories(folder.resolve("shop")).resolve(name + ".java");
        Files.writeString(file, "package shop;\n" + String.join("\n", lines));
    }

    private static List<Path> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static Path compile(
            JavaCompiler compiler, List<Path> sources, Path to, List<String> options, boolean withProcessor)
            throws IOException {
        Files.createDirectories(to);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            files.setLocation(StandardLocation.CLASS_OUTPUT, List.of(to.toFile()));
            files.setLocation(
                    StandardLocation.SOURCE_OUTPUT, List.of(to.toFile())); // else ecj takes the working directory
            List<String> all = new ArrayList<>(List.of("-source", "17", "-target", "17", "-nowarn"));
            all.addAll(options);
            if (!options.contains("-classpath")) {
                all.addAll(List.of("-classpath", System.getProperty("java.class.path")));
            }
            if (!withProcessor) {
                all.add("-proc:none");
            }
            StringWriter messages = new StringWriter();
            JavaCompiler.CompilationTask task =
                    compiler.getTask(messages, files, null, all, null, files.getJavaFileObjectsFromPaths(sources));
            if (withProcessor) {
                task.setProcessors(List.of(new RpcProcessor()));
            }
            assertThat(task.call()).as("%s", messages).isTrue();
        }
        return to;
    }

    private static Map<String, String> contracts(Path classes) throws IOException {
        Map<String, String> contracts = new TreeMap<>();
        try (Stream<Path> files = Files.list(classes.resolve("META-INF/tern"))) {
            for (Path file : files.toList()) {
                contracts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return contracts;
    }
}
