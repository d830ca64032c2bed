package dev.tern.rpc.policy;

import dev.tern.rpc.RpcRemoteException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exceptions that a setting names; those that extend them are meant too.
 *
 * @param names qualified names, as {@link Class#getName()} tells them
 */
record NamedClasses(Set<String> names) {

    /** Whether the class or one above it is named; null is not. */
    boolean contain(@Nullable Class<?> type) {
        if (names.isEmpty()) {
            return false;
        }
        for (Class<?> named = type; named != null; named = named.getSuperclass()) {
            if (names.contains(named.getName())) {
                return true;
            }
        }
        return false;
    }

    /** Whether the exception's class at the provider is named; what it extends is not known here. */
    boolean contain(RpcRemoteException error) {
        return names.contains(error.remoteClass());
    }
}
