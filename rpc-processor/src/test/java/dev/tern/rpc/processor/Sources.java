package dev.tern.rpc.processor;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.annotation.processing.Processor;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** What tests compile, and what the compiler says about it. */
final class Sources {

    private Sources() {}

    /** The sources of a folder that a predicate on their paths accepts. */
    static List<JavaFileObject> of(Path folder, Predicate<Path> accepted) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(accepted)
                    .sorted()
                    .map(file -> JavaFileObjects.forSourceString(name(folder, file), content(file)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A compilation with the processor, and others, without lint. */
    static Compilation compile(List<JavaFileObject> sources, Processor... more) {
        return compile(sources, List.of(), more);
    }

    /** The same, with options for the compiler. */
    static Compilation compile(List<JavaFileObject> sources, List<String> options, Processor... more) {
        return Compiler.javac()
                .withProcessors(Stream.concat(Stream.of(new RpcProcessor()), Stream.of(more))
                        .toList())
                .withOptions(Stream.concat(Stream.of("--release", "17"), options.stream())
                        .toList())
                .compile(sources);
    }

    /** A source by its text. */
    static JavaFileObject source(String name, String... lines) {
        return JavaFileObjects.forSourceLines(name, lines);
    }

    /** The errors in the order of their places: {@code Order.java:12: message}. */
    static String errors(Compilation compilation) {
        return compilation.errors().stream().map(Sources::text).sorted().collect(Collectors.joining("\n"));
    }

    /** The errors, and below them the warnings and notes of the processor. */
    static String messages(Compilation compilation) {
        return Stream.of(
                        errors(compilation),
                        ofProcessor("warning", compilation.warnings()),
                        ofProcessor("note", compilation.notes()))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    private static String ofProcessor(String kind, List<Diagnostic<? extends JavaFileObject>> messages) {
        return messages.stream()
                .map(Sources::text)
                .filter(text -> text.contains("[RPC"))
                .map(text -> text.replaceFirst("\\[RPC", kind + ": [RPC"))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String text(Diagnostic<? extends JavaFileObject> error) {
        JavaFileObject source = error.getSource();
        String place = source == null
                ? ""
                : "%s:%3d: ".formatted(Path.of(source.getName()).getFileName(), error.getLineNumber());
        return place + error.getMessage(Locale.ROOT);
    }

    static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replaceAll("\\.java$", "").replace('/', '.');
    }
}
