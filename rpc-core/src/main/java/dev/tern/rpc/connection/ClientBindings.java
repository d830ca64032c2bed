package dev.tern.rpc.connection;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The services of one connection. Belongs to its event loop, but for what says that any thread may call it. */
final class ClientBindings {

    private final ClientConnection connection;
    private final String provider;
    private volatile @Nullable ClientBinding[] bindings = {}; // by number; written under the lock
    private final Map<Binding, List<ProviderContract>> named = new ConcurrentHashMap<>();
    private boolean differ;
    private volatile boolean refuse; // the writer asks

    ClientBindings(ClientConnection connection, String provider) {
        this.connection = connection;
        this.provider = provider;
    }

    /** The service on this connection. Any thread. */
    ClientBinding get(Binding binding) {
        @Nullable ClientBinding[] all = bindings;
        int number = binding.number();
        ClientBinding found = number < all.length ? all[number] : null;
        return found != null ? found : make(binding, number);
    }

    private synchronized ClientBinding make(Binding binding, int number) {
        @Nullable ClientBinding[] all = bindings;
        ClientBinding found = number < all.length ? all[number] : null;
        if (found == null) {
            found = new ClientBinding(binding, this, connection, provider);
            @Nullable ClientBinding[] more = Arrays.copyOf(all, Math.max(all.length, number + 1));
            more[number] = found;
            bindings = more;
        }
        return found;
    }

    /** The contracts that the provider is told it need not send: they are kept for as long as the connection lasts. Any thread. */
    List<ProviderContract> name(Binding binding) {
        return named.compute(binding, (key, before) -> binding.contracts().known());
    }

    /** The contract with this hash if the provider was told that it need not send it; null otherwise, and if it cannot be used. */
    @Nullable
    ProviderContract named(Binding binding, long hash) {
        for (ProviderContract contract : named.getOrDefault(binding, List.of())) {
            if (contract.hash() == hash && !contract.hasFailed()) {
                return contract;
            }
        }
        return null;
    }

    /** Whether the provider can execute calls of the method, as far as is known. Any thread. */
    boolean serves(Binding binding, MethodDescriptor method) {
        @Nullable ClientBinding[] all = bindings;
        ClientBinding found = binding.number() < all.length ? all[binding.number()] : null;
        return found == null || found.serves(method);
    }

    /** Shows the calls that wait for a BOUND. */
    void forEachHeld(Consumer<RpcCall> visitor) {
        for (ClientBinding binding : bindings) {
            if (binding != null) {
                binding.forEachHeld(visitor);
            }
        }
    }

    /** Whether some service has another contract at the provider; otherwise nobody need look at each. */
    boolean differ() {
        return differ;
    }

    /** Some service has another contract at the provider. */
    void foundDifferent() {
        differ = true;
    }

    /** Whether some methods cannot be called here; otherwise nobody need look at each. Any thread. */
    boolean refuse() {
        return refuse;
    }

    /** Some methods cannot be called here. */
    void foundRefused() {
        connection.byLoopOnly();
        refuse = true;
        connection.refuses();
    }
}
