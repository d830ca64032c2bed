package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void call(Child child);

    class Child extends Parent {
        public String name;
    }

    class Parent {
        public String name;
    }
}
