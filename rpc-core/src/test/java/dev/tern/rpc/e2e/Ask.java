package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcService;

/** One synchronous method with a declared exception. */
@RpcService
@Deadline("10s")
@FunctionalInterface
public interface Ask {

    /** Answers a text. */
    String ask(String text) throws Refused;
}
