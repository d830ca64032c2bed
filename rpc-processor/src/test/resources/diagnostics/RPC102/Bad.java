package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad<T> {

    T get();
}
