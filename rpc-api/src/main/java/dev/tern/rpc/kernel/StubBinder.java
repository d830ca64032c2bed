package dev.tern.rpc.kernel;

/**
 * Given to a generated stub's constructor: connects each of its methods with the chain that calls them. The stub keeps the bindings for
 * its life.
 */
public interface StubBinder {

    /** The binding of one method of the contract. */
    MethodBinding bind(ServiceDescriptor service, MethodDescriptor method);
}
