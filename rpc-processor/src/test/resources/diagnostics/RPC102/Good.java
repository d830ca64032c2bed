package shop;

import dev.tern.rpc.*;

interface Shared<T> {

    T get();
}

@RpcService
interface Good extends Shared<String> {}
