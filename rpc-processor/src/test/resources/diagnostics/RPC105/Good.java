package shop;

import dev.tern.rpc.*;

import java.util.*;

@RpcService
interface Good {

    List<String> all();

    Page<Integer> page();

    record Page<T>(T item) {}
}
