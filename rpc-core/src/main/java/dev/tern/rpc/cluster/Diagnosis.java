package dev.tern.rpc.cluster;

import dev.tern.rpc.NoProvider;
import dev.tern.rpc.registry.RegistryState;

/**
 * Why nobody can be called, at one moment.
 *
 * @param registry how it stands
 * @param description what there is
 */
record Diagnosis(NoProvider reason, RegistryState registry, String description) {

    /** The reason's words, what that means to who asks, what there is. */
    String text(String meaning) {
        String since = reason == NoProvider.REGISTRY_UNREACHABLE ? " (" + registry.text() + ")" : "";
        return reason.words() + since + ": " + meaning + "; " + description;
    }
}
