package dev.tern.rpc.hostile;

import dev.tern.rpc.RpcService;
import java.util.List;

/** A contract whose values take a byte. */
@RpcService
interface Lean {

    List<Item> get();

    record Item(Boolean there) {}
}
