package dev.tern.rpc.benchmarks.registry;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.local.Registries;

/** The registries that are measured. */
enum Layout {
    TERN("Tern") {
        @Override
        Registry open(String servers) {
            return Registries.open("zk://" + servers + "/tern");
        }
    },
    INTERFACE("interface level") {
        @Override
        Registry open(String servers) {
            return new InterfaceRegistry(servers);
        }
    };

    private final String title;

    Layout(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** A registry with a session of its own. */
    abstract Registry open(String servers);
}
