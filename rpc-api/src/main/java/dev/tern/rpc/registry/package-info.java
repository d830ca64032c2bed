/**
 * The extension point for registries, and the record of a running instance with its one text form.
 */
@NullMarked
package dev.tern.rpc.registry;

import org.jspecify.annotations.NullMarked;
