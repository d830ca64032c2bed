package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @Deadline("0ms")
    void none();

    @Deadline("25h")
    void tooLong();

    @Deadline("86400001ms")
    void justTooLong();
}
