package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void put(Order order);

    class Order {

        private long id;

        public long getId() {
            return id;
        }

        public void setId(long id) {
            this.id = id;
        }
    }
}
