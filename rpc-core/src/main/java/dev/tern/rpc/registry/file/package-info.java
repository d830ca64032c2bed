/**
 * The registry in a directory or a file, {@code file:/path}, for deployments without a server for it: {@link dev.tern.rpc.registry.file.FileRegistryFactory}.
 */
@NullMarked
package dev.tern.rpc.registry.file;

import org.jspecify.annotations.NullMarked;
