package shop;

import dev.tern.rpc.*;
import java.util.List;

@RpcService
interface Bad {

    Page<Order> find(long first, int limit, String text);

    void put(Order order);

    class Page<T> {
        public T[] items;
    }

    record Order(boolean id, State state) {}

    enum State {
        OPEN
    }
}
