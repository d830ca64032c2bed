package dev.tern.rpc.connection;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.BindFrame;
import java.util.List;

/** A service as one client calls it: with the number under which its connections know it, and what is known of its providers' contracts. Thread-safe. */
public final class Binding {

    private final int number;
    private final ServiceDescriptor service;
    private final String group;
    private final String version;
    private final ProviderContracts contracts;
    private volatile Elsewhere elsewhere = RpcCall::failAnswered;

    /**
     * A binding.
     *
     * @param number unique in the client, from 0, small
     * @param service the contract
     * @param group partition of providers
     * @param version partition of providers
     */
    public Binding(int number, ServiceDescriptor service, String group, String version) {
        this.number = number;
        this.service = service;
        this.group = group;
        this.version = version;
        this.contracts = new ProviderContracts(service);
    }

    /** Decides about calls that a provider surely never executed because its contract lacks what they need. */
    @FunctionalInterface
    public interface Elsewhere {

        /** Sends the call to another provider, or ends it with the error. Takes the call over; not on an event loop. */
        void refused(RpcCall call, RpcException error);
    }

    /** Sets who decides about calls whose contract a provider does not fit; without, they end. */
    public void elsewhere(Elsewhere newElsewhere) {
        elsewhere = newElsewhere;
    }

    void refused(RpcCall call, RpcException error) {
        elsewhere.refused(call, error);
    }

    /** The number. */
    public int number() {
        return number;
    }

    /** The contract. */
    public ServiceDescriptor service() {
        return service;
    }

    /** The partition of providers that is called. */
    public String group() {
        return group;
    }

    /** The partition of providers that is called. */
    public String version() {
        return version;
    }

    ProviderContracts contracts() {
        return contracts;
    }

    /** Its BIND to a provider that need not send these contracts. */
    BindFrame frame(List<ProviderContract> known) {
        List<Long> hashes = known.stream().map(ProviderContract::hash).toList();
        return BindFrame.bind(number, service.name(), group, version, service.hash(), hashes);
    }

    @Override
    public String toString() {
        return service.name() + " #" + number;
    }
}
