package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void call(Child child);

    class Child extends Parent {
        public String name;
    }

    class Parent {
        public transient String name;
    }
}
