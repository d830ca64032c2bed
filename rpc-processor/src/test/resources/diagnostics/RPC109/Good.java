package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void place(Customer customer);

    class Customer {

        private static int count;
        private transient String cache;
        private boolean active;

        public boolean isActive() {
            return active;
        }

        public void setActive(boolean active) {
            this.active = active;
        }
    }
}
