package dev.tern.rpc.server;

import dev.tern.rpc.transport.LinkSettings;
import java.time.Duration;

/**
 * How a provider serves.
 *
 * @param link how a connection is treated
 * @param application its name
 * @param instance its id
 * @param interruptHandlers whether the thread of a synchronous handler is interrupted when nobody waits for its result any more
 * @param sendStackTraces whether consumers are told the stack of an exception that the method does not declare
 * @param propagation how long everything that arrives is still served after the goodbye
 * @param drainTimeout how long calls that run may take to end after that
 */
record ServerSettings(
        LinkSettings link,
        String application,
        String instance,
        boolean interruptHandlers,
        boolean sendStackTraces,
        Duration propagation,
        Duration drainTimeout) {}
