package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    int get(long id);
}
