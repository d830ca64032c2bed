package dev.tern.rpc.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A bad and a good example of each diagnostic, in {@code src/test/resources/diagnostics}. {@code expected.txt} holds all errors and notes of the
 * bad one with their lines, so their number is checked, too; {@code Bad.options} and {@code Good.options} hold options for the compiler, one on
 * a line, where there are any; it is written anew by {@code -Dtern.golden=write} like the {@link GoldenTest golden}
 * sources.
 */
class DiagnosticTest {

    /** Those whose examples are too long to be kept: {@link LargeContractTest} makes them. */
    private static final Set<String> MADE = Set.of(Diagnostic.TOO_MANY.id(), Diagnostic.LARGE_CONTRACT.id());

    private static final Path EXAMPLES = Path.of("src/test/resources/diagnostics");

    @ParameterizedTest
    @MethodSource("ids")
    void badExample_isRefusedWithTheExpectedErrorsAndNoOthers(String id) throws IOException {
        String errors = Sources.messages(compile(id, "Bad", "Good.java")).replace(folder(id), "${folder}") + "\n";

        Path expected = EXAMPLES.resolve(id).resolve("expected.txt");
        if ("write".equals(System.getProperty("tern.golden"))) {
            Files.writeString(expected, errors);
        }
        assertThat(errors).contains("[" + id + "]").isEqualTo(Sources.content(expected));
    }

    @ParameterizedTest
    @MethodSource("ids")
    void goodExample_isAccepted(String id) throws IOException {
        Compilation compilation = compile(id, "Good", "Bad.java");

        assertThat(Sources.messages(compilation)).isEmpty();
        assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
    }

    @Test
    void ids_ofAllDiagnostics_areUniqueAndHaveExamples() throws IOException {
        List<String> ids =
                Arrays.stream(Diagnostic.values()).map(Diagnostic::id).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids().toList())
                .containsExactlyInAnyOrderElementsOf(ids.stream()
                        .filter(id -> !id.equals(Diagnostic.INTERNAL.id()) && !MADE.contains(id))
                        .toList());
    }

    static Stream<String> ids() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    private static Compilation compile(String id, String which, String without) throws IOException {
        Path options = EXAMPLES.resolve(id).resolve(which + ".options");
        String more = Files.exists(options) ? Sources.content(options).replace("${folder}", folder(id)) : "";
        return Sources.compile(
                Sources.of(EXAMPLES.resolve(id), file -> !file.endsWith(without)),
                more.lines().toList());
    }

    private static String folder(String id) {
        return EXAMPLES.resolve(id).toAbsolutePath().toString();
    }
}
