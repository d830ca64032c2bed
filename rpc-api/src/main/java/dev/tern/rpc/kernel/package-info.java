/**
 * The kernel both ends stand on: a call, the invokers and filters it passes, and what generated code tells about a service.
 *
 * <p>Generated stubs and dispatchers, transports and policies meet only here.
 */
@NullMarked
package dev.tern.rpc.kernel;

import org.jspecify.annotations.NullMarked;
