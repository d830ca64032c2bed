package dev.tern.rpc.e2e;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;

/** Found by the service loader, for one end: adds a letter to what travels. Absent for all services but {@link Discovered}. */
public abstract class DiscoveredFilter implements Filter {

    private final Side side;
    private final String letter;

    private DiscoveredFilter(Side side, String letter) {
        this.side = side;
        this.letter = letter;
    }

    /** On the consumer's end. */
    public static final class OfConsumer extends DiscoveredFilter {

        /** For the service loader. */
        public OfConsumer() {
            super(Side.CLIENT, "c");
        }
    }

    /** On the provider's end. */
    public static final class OfProvider extends DiscoveredFilter {

        /** For the service loader. */
        public OfProvider() {
            super(Side.SERVER, "p");
        }
    }

    @Override
    public Invoker bind(MethodDescriptor method, Invoker next) {
        if (!method.service().equals(Discovered.class.getName())) {
            return next;
        }
        return call -> {
            String before = call.context().baggage("way");
            call.context(call.context().withBaggage("way", (before == null ? "" : before) + letter));
            next.invoke(call);
        };
    }

    @Override
    public boolean standsOn(Side end) {
        return end == side;
    }
}
