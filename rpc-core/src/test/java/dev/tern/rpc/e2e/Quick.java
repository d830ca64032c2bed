package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcService;

/** One method that has 300 ms. */
@RpcService
@Deadline("300ms")
@FunctionalInterface
public interface Quick {

    /** Answers a text. */
    String ask(String text);
}
