package dev.tern.rpc.connection;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.PackedContract;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The contracts of a service's providers that are not the consumer's own, by hash, and the consumer's as it is sent to them. At most
 * {@value #MOST} are kept; one more drops the one that was met longest ago, which connections that use it keep. Thread-safe.
 */
final class ProviderContracts {

    static final int MOST = 64;

    private final ServiceDescriptor service;
    private final Map<Long, ProviderContract> contracts = new LinkedHashMap<>(16, 0.75f, true); // guarded by this
    private volatile @Nullable PackedContract own;

    ProviderContracts(ServiceDescriptor service) {
        this.service = service;
    }

    /** What providers need not send: those met last. */
    synchronized List<ProviderContract> known() {
        List<ProviderContract> all = new ArrayList<>(contracts.values());
        Collections.reverse(all);
        return List.copyOf(all.subList(0, Math.min(BindFrame.MAX_KNOWN, all.size())));
    }

    /** The contract with this hash; if it is not known, it is what the provider sent, and null if it sent none. */
    synchronized @Nullable ProviderContract get(long hash, @Nullable PackedContract sent) {
        ProviderContract known = contracts.get(hash);
        if (known != null || sent == null) {
            return known;
        }
        ProviderContract contract = new ProviderContract(service, hash, sent, this);
        contracts.put(hash, contract);
        if (contracts.size() > MOST) {
            Iterator<Long> oldest = contracts.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        return contract;
    }

    /** A contract that cannot be used must not stand in the way of a right one with the same hash. */
    synchronized void drop(ProviderContract contract) {
        contracts.remove(contract.hash(), contract);
    }

    /**
     * The consumer's contract. Takes milliseconds the first time.
     *
     * @throws IllegalStateException if its resource is not there
     * @throws IllegalArgumentException if it is no contract, or not the one that the code was generated from
     */
    PackedContract own() {
        PackedContract packed = own;
        if (packed == null) {
            packed = PackedContract.of(checked());
            own = packed;
        }
        return packed;
    }

    Contract checked() {
        Contract contract = service.contract().get();
        if (contract.hash() != service.hash()) {
            throw new IllegalArgumentException(String.format(
                    "contract of %s: its hash is %016x (expected: %016x, that of the generated code; keep META-INF/tern of the same build)",
                    service.name(), contract.hash(), service.hash()));
        }
        return contract;
    }
}
