package dev.tern.rpc.kernel;

import java.util.ArrayDeque;

/**
 * Puts something around the calls of a method. A filter is bound once per method, when the chain is built, and not consulted per call: what
 * it needs it looks up in {@link #bind}, and where it has nothing to do it returns {@code next}.
 */
@FunctionalInterface
public interface Filter {

    /**
     * The invoker that does this filter's part and goes on with {@code next}. To see how a call ended it adds a {@link Completion} to the call
     * before it goes on.
     */
    Invoker bind(MethodDescriptor method, Invoker next);

    /** Binds filters around an invoker; the first of the list is the outermost. */
    static Invoker chain(Iterable<Filter> filters, MethodDescriptor method, Invoker last) {
        ArrayDeque<Filter> innermostFirst = new ArrayDeque<>();
        filters.forEach(innermostFirst::push);
        Invoker invoker = last;
        for (Filter filter : innermostFirst) {
            invoker = filter.bind(method, invoker);
        }
        return invoker;
    }
}
