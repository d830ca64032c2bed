package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @OneWay
    void viewed(long id) throws java.io.IOException;

    @OneWay
    int both() throws IllegalStateException;
}
