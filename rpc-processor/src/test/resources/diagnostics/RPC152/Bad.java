package shop;

import dev.tern.rpc.*;
import java.util.List;

@RpcService
interface Bad {

    Page<Order> find(String text, long limit, boolean all);

    void put(Order order);

    void ping();

    class Page<T> {
        public List<T> items;
    }

    record Order(String customer, long id, State state) {}

    enum State {
        OPEN,
        PAID,
        SENT
    }
}
