package dev.tern.rpc.e2e;

import dev.tern.rpc.RpcService;

/** A contract in a partition. */
@RpcService(name = "test.grouped", group = "blue", version = "2")
@FunctionalInterface
public interface Grouped {

    /** Answers a number. */
    int number();
}
