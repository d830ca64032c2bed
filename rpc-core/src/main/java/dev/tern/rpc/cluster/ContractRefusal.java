package dev.tern.rpc.cluster;

import dev.tern.rpc.RpcException;

/** How the attempt ends, for its slot alone, that a provider refused because its contract does not fit: the call goes on from there. */
final class ContractRefusal extends RpcException {

    private static final long serialVersionUID = 1L;

    private final RpcException told;

    ContractRefusal(RpcException told) {
        super(told.status(), told.description(), told, true);
        this.told = told;
    }

    /** What the provider told. */
    RpcException told() {
        return told;
    }
}
