package dev.tern.rpc.kernel;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractText;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The contract that the processor wrote beside an interface, {@code META-INF/tern/<binary name>.contract}; read when it is first asked for. */
public final class ContractResource implements Supplier<Contract> {

    private final Class<?> contract;
    private volatile @Nullable Contract loaded;

    private ContractResource(Class<?> contract) {
        this.contract = contract;
    }

    /** The contract of an interface. */
    public static ContractResource of(Class<?> contract) {
        return new ContractResource(contract);
    }

    /** The path of the resource of an interface with this binary name. */
    public static String path(String binaryName) {
        return ContractText.resource(binaryName);
    }

    /**
     * Reads the contract, once. Any thread.
     *
     * @throws IllegalStateException if it is not there or cannot be read; the message says what to change
     */
    @Override
    public Contract get() {
        Contract found = loaded;
        if (found == null) {
            found = ContractText.parse(text());
            loaded = found;
        }
        return found;
    }

    private String text() {
        String path = path(contract.getName());
        ClassLoader loader = contract.getClassLoader();
        URL url = loader == null ? null : loader.getResource(path);
        if (url == null) {
            throw new IllegalStateException(path + " is not there (expected: beside " + contract.getName()
                    + ", where rpc-processor wrote it; keep META-INF/tern when you pack or shade)");
        }
        try {
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // else a class loader that is closed meanwhile takes the stream along
            try (InputStream in = connection.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException e) {
            throw new IllegalStateException(url + " cannot be read: " + e, e);
        }
    }
}
