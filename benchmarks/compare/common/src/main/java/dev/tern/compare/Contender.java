package dev.tern.compare;

import java.util.List;
import java.util.ServiceLoader;

/** One framework under test. Found through {@link ServiceLoader} on that module's own classpath. */
public interface Contender {
    /** The names this adapter answers to, e.g. "dubbo-hessian2" and "dubbo-kryo". */
    List<String> names();

    /** Starts serving on 127.0.0.1:port and returns; the JVM is kept alive by the caller. */
    void startServer(String name, int port) throws Exception;

    Client connect(String name, int port) throws Exception;

    interface Client {
        UserService sync();

        /** null when the framework has no asynchronous API. */
        default AsyncUserService async() { return null; }

        /** Whether {@link UserService#echo} is to be measured with 1 MiB. */
        default boolean echo() { return false; }
    }

    static Contender find(String name) {
        for (Contender c : ServiceLoader.load(Contender.class)) {
            if (c.names().contains(name)) {
                return c;
            }
        }
        throw new IllegalArgumentException("no contender " + name + " on this classpath");
    }
}
