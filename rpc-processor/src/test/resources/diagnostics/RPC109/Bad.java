package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void place(Order order) throws Failed;

    record Order(Customer customer) {}

    class Customer extends Base {

        private String name;
        private boolean active;
        private int count;

        public Integer getCount() {
            return count;
        }
    }

    class Base {

        private long version;
    }

    class Failed extends Exception {

        private int code;
    }
}
