package shop;

import dev.tern.rpc.*;

import java.util.concurrent.*;

@RpcService
interface Bad {

    Future<String> future();

    CompletionStage<Integer> stage();
}
