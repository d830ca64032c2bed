package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void nested(Holder holder);

    class Holder {

        Secret secret;

        enum Secret {}
    }
}
