package dev.tern.rpc;

/**
 * Why a call could not be sent to any provider, told by {@link RpcException#noProvider()} and by the first words of its description. For a fallback or a listener that has to know whether
 * to look at the registry, at the deployment or at the network.
 */
public enum NoProvider {
    /** No provider is known and the registry cannot be reached; nothing is known of it from before either. */
    REGISTRY_UNREACHABLE("registry unreachable"),
    /** The registry was reached, and nobody provides the service in this group and version. */
    NOBODY_REGISTERED("nobody registered"),
    /** Providers are known, and none of them can be connected to. */
    ALL_REFUSED("all refused"),
    /** Providers are known, and none of them wants calls: they start, or are being taken out. */
    ALL_NOT_READY("all not ready"),
    /** Providers are connected, and the circuit breaker of each is open for the method. */
    ALL_BREAKERS_OPEN("all breakers open"),
    /** The deadline passed while the registry's first answer, or the first connection, was still awaited. */
    NOT_YET("not yet known"),
    /** The client, or the reference, is closed. */
    CLOSED("closed");

    private final String words;

    NoProvider(String words) {
        this.words = words;
    }

    /** As a description begins. */
    public String words() {
        return words;
    }
}
