/** What both ends of a connection share: event loops, HELLO, keepalive, the batched writer and reused buffers. */
@NullMarked
package dev.tern.rpc.transport;

import org.jspecify.annotations.NullMarked;
