/** The consumer's connections: pending calls, reconnecting, and the invoker that sends a call. */
@NullMarked
package dev.tern.rpc.connection;

import org.jspecify.annotations.NullMarked;
