package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void bean(Bean value) throws Failed;

    void immutable(Immutable value);

    class Bean {

        private int id;

        public int getId() {
            return id;
        }

        public void setId(int id) {
            this.id = id;
        }
    }

    class Immutable {

        public final String name;

        Immutable(String name) {
            this.name = name;
        }
    }

    class Failed extends Exception {

        public Failed(String message) {
            super(message);
        }
    }
}
