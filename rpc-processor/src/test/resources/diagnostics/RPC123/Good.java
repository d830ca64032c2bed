package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void finalize(int arguments);

    @Override
    String toString();
}
