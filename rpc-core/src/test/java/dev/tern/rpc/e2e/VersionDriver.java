package dev.tern.rpc.e2e;

import java.util.function.Consumer;

/** What a version's own code does for a test that cannot see its types. */
public interface VersionDriver {

    /** The interface in this version. */
    Class<?> contract();

    /** An implementation, which tells what it was called with. */
    Object provider(Consumer<String> seen);

    /** Calls a method and returns the result as text. */
    String call(Object stub, String method) throws Exception;
}
