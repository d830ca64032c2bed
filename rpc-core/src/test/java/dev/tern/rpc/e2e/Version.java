package dev.tern.rpc.e2e;

import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A version of a service, compiled with the processor from sources below {@code src/test/resources/versions} and loaded by a class loader of its own, so
 * that several can live in one JVM.
 */
final class Version {

    private static final Path SOURCES = Path.of("src/test/resources/versions");
    private static final Path CLASSES = Path.of("target/versions");
    private static final Map<String, Version> COMPILED = new ConcurrentHashMap<>();

    final VersionDriver driver;

    private Version(URLClassLoader loader, String driver) {
        try {
            this.driver = (VersionDriver)
                    loader.loadClass(driver).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Version compiled(String driver, List<Path> folders, Path classes) {
        compile(folders, classes);
        try {
            URL[] path = {classes.toUri().toURL()};
            return new Version(new URLClassLoader(path, Version.class.getClassLoader()), driver);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Finds everything but {@code META-INF/tern}, as after a packing that did not keep it. */
    private static final class WithoutContracts extends URLClassLoader {

        WithoutContracts(URL[] path) {
            super(path, Version.class.getClassLoader());
        }

        @Override
        public URL getResource(String name) {
            return name.startsWith("META-INF/tern/") ? null : super.getResource(name);
        }
    }

    /** The same classes once more, without their contract resources. */
    Version withoutContracts() {
        URLClassLoader loader = (URLClassLoader) driver.getClass().getClassLoader();
        return new Version(
                new WithoutContracts(loader.getURLs()), driver.getClass().getName());
    }

    /** The version of {@code versions.Echo} whose type is declared in a folder, {@code "added/v1"}. */
    static Version echo(String folder) {
        return of("versions.EchoDriver", "template", folder);
    }

    /** The version made of all sources in some folders. */
    static Version of(String driver, String... folders) {
        String name = String.join("+", folders).replace('/', '-');
        return COMPILED.computeIfAbsent(
                name,
                key -> compiled(driver, Stream.of(folders).map(SOURCES::resolve).toList(), CLASSES.resolve(name)));
    }

    private static void compile(List<Path> folders, Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String classPath = System.getProperty("java.class.path");
        String processor = System.getProperty("tern.processorPath");
        StringWriter told = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Files.createDirectories(classes);
            List<String> options = List.of(
                    "--release",
                    "17",
                    "-d",
                    classes.toString(),
                    "-cp",
                    classPath,
                    "-processorpath",
                    processor + File.pathSeparator + classPath);
            boolean done = compiler.getTask(
                            told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!done) {
                throw new AssertionError(told.toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds this version's implementation to a server. */
    RpcServer.Builder provide(RpcServer.Builder server, Consumer<String> seen) {
        return provide(server, driver.contract(), driver.provider(seen));
    }

    @SuppressWarnings("unchecked") // the driver made one for the other
    private static <S> RpcServer.Builder provide(RpcServer.Builder server, Class<S> contract, Object implementation) {
        return server.provide(contract, (S) implementation);
    }

    /** This version's stub. */
    Object refer(RpcClient client) throws InterruptedException {
        return Loopback.refer(client, driver.contract());
    }
}
