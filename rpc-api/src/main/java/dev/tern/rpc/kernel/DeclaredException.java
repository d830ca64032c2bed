package dev.tern.rpc.kernel;

/**
 * An exception that a method declares, with its codec. It arrives at the caller as itself.
 *
 * @param type the declared class; instances of subclasses travel as this one
 */
public record DeclaredException<E extends Throwable>(Class<E> type, BodyWriter<E> writer, BodyReader<E> reader) {}
