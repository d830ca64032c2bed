package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.RpcService;

/** Messages of any size. */
@RpcService
@Deadline("10s")
public interface Blobs {

    /** Takes bytes and answers so many. */
    byte[] swap(byte[] body, int answerBytes);

    /** The same with limits of its own. */
    @RpcMethod(maxRequestBytes = 100, maxResponseBytes = 200)
    byte[] small(byte[] body, int answerBytes);
}
