package dev.tern.rpc.kernel;

import dev.tern.rpc.contract.Plan;

/**
 * An exception that a method declares, with its codec. It arrives at the caller as itself.
 *
 * @param type the declared class; instances of subclasses travel as this one
 */
public record DeclaredException<E extends Throwable>(
        Class<E> type, BodyWriter<E> writer, BodyReader<E> reader, ResolvingReader<E> resolving) {

    /** Decodes an exception that another contract's provider wrote. */
    public BodyReader<E> reader(Plan plan) {
        return plan.isChanged() ? resolving.bind(plan) : reader;
    }
}
