package shop;

import dev.tern.rpc.*;

class Good {

    @RpcService
    protected interface Inner {

        void call();
    }
}
