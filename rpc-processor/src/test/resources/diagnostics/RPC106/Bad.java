package shop;

import dev.tern.rpc.*;

import java.util.*;
import java.util.concurrent.CompletableFuture;

@RpcService
interface Bad {

    List<?> any();

    List<? super String> lower();

    void put(Map<String, ? extends Plain> values);

    Page<? extends String> page();

    CompletableFuture<? extends String> later();

    record Page<T>(T item) {}

    class Plain {}
}
