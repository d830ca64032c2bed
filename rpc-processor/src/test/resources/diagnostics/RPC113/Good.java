package shop;

import dev.tern.rpc.*;

@RpcService
@Deadline("1ms")
interface Good {

    void fromType();

    @Deadline("24h")
    void longest();

    @Deadline("1440m")
    void minutes();

    @Deadline("86400s")
    void seconds();
}
