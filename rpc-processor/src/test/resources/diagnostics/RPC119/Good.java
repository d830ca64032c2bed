package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void some() throws java.io.IOException, IllegalStateException, RpcException;
}
