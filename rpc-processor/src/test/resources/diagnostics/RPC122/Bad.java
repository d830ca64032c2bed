package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void call(Missing missing);
}
