package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.contract.RegistryContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code file:} with a file that somebody else writes. */
class ListContractTest extends RegistryContract {

    @TempDir
    Path directory;

    @BeforeEach
    void create() throws Exception {
        Files.writeString(directory.resolve("providers"), "127.0.0.1:20880\n");
    }

    @Override
    protected String uri() {
        return "file:" + directory + "/providers";
    }

    @Override
    protected Registry newRegistry() {
        return FileRegistry.open(RegistryUri.parse(uri()), directory.resolve("providers"), Duration.ofMillis(10));
    }
}
