package shop;

import dev.tern.rpc.*;

import java.util.concurrent.CompletableFuture;

@RpcService
interface Good {

    CompletableFuture<String> future();

    CompletableFuture<Void> nothing();
}
