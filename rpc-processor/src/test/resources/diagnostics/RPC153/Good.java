package shop;

import dev.tern.rpc.*;
import java.util.List;

@RpcService
interface Good {

    Page<Order> find(String text, int limit);

    void put(Order order);

    class Page<T> {
        public List<T> items;
    }

    record Order(long id, State state) {}

    enum State {
        OPEN,
        PAID
    }
}
