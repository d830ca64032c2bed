package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcService;

/** A service whose calls {@link DiscoveredFilter} notes. */
@RpcService
@Deadline("10s")
@FunctionalInterface
public interface Discovered {

    /** Answers a text. */
    String ask(String text);
}
