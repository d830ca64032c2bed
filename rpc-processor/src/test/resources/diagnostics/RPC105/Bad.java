package shop;

import dev.tern.rpc.*;

import java.util.*;
import java.util.concurrent.CompletableFuture;

@RpcService
interface Bad {

    List all();

    void put(Map<String, Optional> values);

    Page page();

    List<List> lists();

    CompletableFuture later();

    record Page<T>(T item) {}
}
