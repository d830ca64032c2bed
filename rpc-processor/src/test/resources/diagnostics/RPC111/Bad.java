package shop;

import dev.tern.rpc.*;

import java.util.concurrent.CompletableFuture;

@RpcService
interface Bad {

    @OneWay
    int number();

    @OneWay
    CompletableFuture<Void> future();
}
