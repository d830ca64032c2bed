package dev.tern.compare.tern;

import dev.tern.compare.UserService;
import dev.tern.rpc.RpcService;

/** The contract; the processor makes its stub, its codecs and the twin that is called asynchronously. */
@RpcService
public interface TernUsers extends UserService {}
