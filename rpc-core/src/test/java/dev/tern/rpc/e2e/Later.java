package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcService;
import java.util.concurrent.CompletableFuture;

/** One asynchronous method. */
@RpcService
@Deadline("10s")
@FunctionalInterface
public interface Later {

    /** Answers a text, later. */
    CompletableFuture<String> later(String text);
}
