/** Registries without a server: {@code static://} for a fixed list of addresses, {@code memory://} inside a process. */
@NullMarked
package dev.tern.rpc.registry.local;

import org.jspecify.annotations.NullMarked;
