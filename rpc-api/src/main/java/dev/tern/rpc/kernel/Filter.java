package dev.tern.rpc.kernel;

import java.util.ArrayDeque;
import java.util.List;
import java.util.ServiceLoader;

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

    /** On which end a filter stands that is found by {@link java.util.ServiceLoader}; on both unless it says otherwise. */
    default boolean standsOn(Side side) {
        return true;
    }

    /** Where in a consumer's chain it stands; around the whole call unless it says otherwise. At the provider there is one place only. */
    default Place place() {
        return Place.CALL;
    }

    /** An end of the wire. */
    enum Side {
        /** The consumer's. */
        CLIENT,
        /** The provider's. */
        SERVER
    }

    /** A place in a consumer's chain. */
    enum Place {
        /** Around the whole call, inside its trace and deadline: sees it once, with what all attempts and a fallback came to. */
        CALL,
        /** Around each attempt: sees it as often as it is tried, before an endpoint is chosen. */
        ATTEMPT
    }

    /** The filters of an end that {@link ServiceLoader} finds, in the order in which it does. */
    static List<Filter> found(Side side) {
        return ServiceLoader.load(Filter.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(filter -> filter.standsOn(side))
                .toList();
    }

    /** A user's filter, for a consumer's chain: if it throws, the call ends as if the filter had failed it, so that nothing around it is left open. */
    static Filter guarded(Filter users) {
        return new GuardedFilter(users);
    }

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
