package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    int get(long id);
}
