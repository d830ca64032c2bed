package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void finalize();

    String clone();
}
