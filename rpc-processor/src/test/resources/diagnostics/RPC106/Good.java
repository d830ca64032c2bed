package shop;

import dev.tern.rpc.*;

import java.util.*;

@RpcService
interface Good {

    List<? extends Item> items(Map<? extends String, Optional<? extends Item>> values);

    record Item(String name) {}
}
