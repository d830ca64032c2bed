package dev.tern.rpc.kernel;

import java.util.List;

/**
 * The generated way from decoded arguments to the methods of an implementation.
 *
 * @param <S> the service's interface
 */
public interface Dispatcher<S> {

    /** The contract. */
    ServiceDescriptor service();

    /** One handler per method, in the order of the {@linkplain MethodDescriptor#number() numbers}, bound to an implementation. */
    List<MethodHandler<?>> handlers(S implementation);
}
