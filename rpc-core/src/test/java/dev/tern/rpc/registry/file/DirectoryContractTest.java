package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.contract.RegisteringContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code file:} with a directory, looked at more often than in earnest. */
class DirectoryContractTest extends RegisteringContract {

    @TempDir
    Path above;

    private Path directory;

    @BeforeEach
    void create() throws Exception {
        directory = Files.createDirectory(above.resolve("providers"));
    }

    @Override
    protected String uri() {
        return "file:" + directory;
    }

    @Override
    protected Registry newRegistry() {
        return FileRegistry.open(RegistryUri.parse(uri()), directory, Duration.ofMillis(10));
    }

    @Override
    protected boolean putBroken() throws Exception {
        Files.writeString(directory.resolve("orders").resolve("bad.instance"), "hello");
        return true;
    }

    @Override
    protected boolean goAway() throws Exception {
        Files.move(directory, above.resolve("elsewhere"));
        return true;
    }

    @Override
    protected void comeBack() throws Exception {
        Files.move(above.resolve("elsewhere"), directory);
    }
}
