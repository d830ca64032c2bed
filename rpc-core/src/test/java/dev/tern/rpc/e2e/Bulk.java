package dev.tern.rpc.e2e;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcService;

/** Large messages, and small ones beside them. */
@RpcService
@Deadline("20s")
public interface Bulk {

    /** Answers the same bytes. */
    byte[] echo(byte[] body);

    /** Answers so many bytes. */
    byte[] make(int bytes);

    /** Is not answered. */
    @OneWay
    void put(byte[] body);

    /** Takes and answers little. */
    int next(int number);
}
