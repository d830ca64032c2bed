package dev.tern.rpc.codec;

import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.kernel.MethodPolicy;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A method of a contract with what is needed to call it.
 *
 * @param contract what it exchanges
 * @param method what an implementation is called by
 * @param implemented all methods that a stub implements for it: this one, and those it overrides with other erased types
 * @param isAsynchronous whether it returns a future
 * @param exceptions the declared exceptions by the order of their names
 */
record MethodModel(
        ContractMethod contract,
        Method method,
        List<Method> implemented,
        boolean isAsynchronous,
        MethodPolicy policy,
        List<Class<? extends Exception>> exceptions) {}
