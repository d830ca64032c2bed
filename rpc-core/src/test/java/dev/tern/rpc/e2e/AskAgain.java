package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.RpcService;

/** One idempotent method. */
@RpcService
@Deadline("10s")
@FunctionalInterface
public interface AskAgain {

    /** Answers a text. */
    @Idempotent
    String ask(String text);
}
