package shop;

import dev.tern.rpc.*;

import java.util.*;

@RpcService
interface Good {

    List<Map<String, Order>> place(Order order, int[] numbers, Optional<Side> side);

    record Order(long id, Customer customer) {}

    record Customer(String name) {}

    enum Side {}
}
