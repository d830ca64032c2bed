package dev.tern.compare;

import java.util.List;
import java.util.ServiceLoader;

/** A framework in the comparison; found by {@link ServiceLoader} on the class path of its own module. */
public interface Contender {

    /** Its variants, by the names under which they run and are reported, such as {@code dubbo-hessian2} and {@code dubbo-kryo}. */
    List<String> names();

    /** Serves {@link LocalUserService} on 127.0.0.1:port from the time it returns; the caller keeps the process alive. */
    void provide(String name, int port) throws Exception;

    /** A client whose calls can be answered from the time this returns. */
    Client connect(String name, int port) throws Exception;

    /** One client object of the framework, with the connections that its settings give it; used by many threads at once. */
    interface Client extends AutoCloseable {

        UserService sync();

        /** Null where the framework has no asynchronous calls. */
        default AsyncUserService async() {
            return null;
        }

        /** How many bytes {@link UserService#echo} can carry; 0: it cannot be measured. */
        default int maxEchoBytes() {
            return 0;
        }

        /** Gives the connections back. */
        @Override
        default void close() throws Exception {}
    }

    /** The contender with a variant of this name. */
    static Contender find(String name) {
        for (Contender contender : ServiceLoader.load(Contender.class)) {
            if (contender.names().contains(name)) {
                return contender;
            }
        }
        throw new IllegalArgumentException("contender: " + name + " (expected: a name that a Contender on this class path gives)");
    }
}
