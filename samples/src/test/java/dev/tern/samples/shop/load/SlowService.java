package dev.tern.samples.shop.load;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.RpcService;

/** Answers too late. */
@RpcService
@Deadline("200ms")
public interface SlowService {

    /** Answers after that time. */
    @Idempotent
    String answerAfter(long millis);
}
