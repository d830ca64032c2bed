package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void put(Order order);

    @lombok.Data
    class Order {
        private long id;
    }
}
