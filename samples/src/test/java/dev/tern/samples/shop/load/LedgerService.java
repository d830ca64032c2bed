package dev.tern.samples.shop.load;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.RpcService;

/** Notes which calls ran. Nothing here is idempotent: a call that ran twice can be seen. */
@RpcService
@Deadline("2s")
public interface LedgerService {

    /** Notes the number of the call. */
    void note(long call);
}
