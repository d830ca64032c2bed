package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Instance;
import java.util.HashMap;
import java.util.Map;

/** Lets instances share what is equal in them, above all the list of their services, which is most of them. For one thread. */
final class Shared {

    /** Instances of one program differ in little; what is beyond this is no longer worth to be remembered. */
    private static final int LIMIT = 256;

    private final Map<Object, Object> known = new HashMap<>();

    /** The same instance, of shared parts. */
    Instance of(Instance instance) {
        return new Instance(
                instance.id(),
                of(instance.application()),
                instance.addresses(),
                of(instance.zone()),
                of(instance.tags()),
                instance.weight(),
                instance.ready(),
                of(instance.services()));
    }

    @SuppressWarnings("unchecked") // what is equal to a value has its type, as far as strings, sets and lists go
    private <T> T of(T value) {
        if (known.size() >= LIMIT) {
            known.clear();
        }
        return (T) known.computeIfAbsent(value, same -> same);
    }
}
