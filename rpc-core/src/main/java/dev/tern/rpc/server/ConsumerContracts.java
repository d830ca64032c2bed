package dev.tern.rpc.server;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.PackedContract;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The contracts of a service's consumers that are not the provider's own: what their method numbers mean, by hash. Thread-safe.
 *
 * <p>At most {@value #MOST} are kept, with at most {@value #MOST_WEIGHT} methods and steps of plans in all, which is some 20 MiB; the last one is
 * kept whatever its size, which that of its text bounds. One more drops those that were bound longest ago, rather than being refused: whoever sends contracts that
 * nobody needs would keep the others out for good. A connection that still uses the dropped one asks its consumer again.
 */
final class ConsumerContracts {

    static final int MOST = 64;
    static final int MOST_WEIGHT = 100_000;

    private static final Logger log = LoggerFactory.getLogger(ConsumerContracts.class);

    private final ServiceDescriptor service;
    private final List<ServedMethod> methods;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Long, MethodTable> tables = new LinkedHashMap<>(16, 0.75f, true); // guarded by lock
    private int weight; // of all tables, guarded by lock
    private volatile @Nullable PackedContract own;

    ConsumerContracts(ServiceDescriptor service, List<ServedMethod> methods) {
        this.service = service;
        this.methods = methods;
    }

    /** What is known of a consumer's contract; null if that has to be asked for. */
    @Nullable
    MethodTable find(long hash) {
        lock.lock();
        try {
            return tables.get(hash);
        } finally {
            lock.unlock();
        }
    }

    /** The provider's contract, if it {@linkplain #pack was read}. */
    @Nullable
    PackedContract own() {
        return own;
    }

    /**
     * Reads the provider's own contract. Takes milliseconds.
     *
     * @throws IllegalStateException if its resource is not there
     * @throws IllegalArgumentException if it is no contract, or not the one that the code was generated from
     */
    void pack() {
        if (own == null) {
            own = PackedContract.of(checked());
        }
    }

    private Contract checked() {
        Contract contract = service.contract().get();
        if (contract.hash() != service.hash()) {
            throw new IllegalArgumentException(String.format(
                    "contract of %s: its hash is %016x (expected: %016x, that of the generated code; keep META-INF/tern of the same build)",
                    service.name(), contract.hash(), service.hash()));
        }
        return contract;
    }

    /**
     * Compares a consumer's contract with the provider's. Takes milliseconds, more if the contract is large.
     *
     * @throws IllegalArgumentException if it is no contract, or another than its hash says
     */
    MethodTable resolve(long hash, PackedContract packed, String consumer) {
        MethodTable known = find(hash);
        if (known != null) {
            return known;
        }
        Resolution resolution = Resolution.of(packed.unpack(hash), checked());
        MethodTable table = MethodTable.resolved(service, methods, resolution);
        List<String> refused = Objects.requireNonNull(table.methods()).refused();
        log.info(
                "service {}: consumer '{}' has contract {}, this provider {}; {}",
                service.name(),
                consumer,
                String.format("%016x", hash),
                String.format("%016x", service.hash()),
                refused.isEmpty() ? "all of its methods can be called" : "it cannot call " + refused);
        return keep(hash, table);
    }

    private MethodTable keep(long hash, MethodTable table) {
        lock.lock();
        try {
            MethodTable before = tables.putIfAbsent(hash, table);
            if (before != null) {
                return before;
            }
            weight += table.weight();
            Iterator<MethodTable> oldest = tables.values().iterator();
            while (tables.size() > MOST || (weight > MOST_WEIGHT && tables.size() > 1)) {
                MethodTable dropped = oldest.next();
                weight -= dropped.weight();
                dropped.clear();
                oldest.remove();
            }
            return table;
        } finally {
            lock.unlock();
        }
    }
}
