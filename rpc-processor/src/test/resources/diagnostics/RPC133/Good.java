package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    @RpcAlias({"find", "load(long)", "load(String,int[])"})
    Order get(long id);

    @RpcAlias("get(String)")
    Order getByName(String name);

    @RpcAlias("search(int)")
    Child search(long number);

    @RpcAlias("seek(long)")
    void open(long id);

    @RpcAlias("seek(String)")
    void open(String name);

    record Order(@RpcAlias("number") long id, State state) {}

    class Parent {
        static final String title = "";

        public String name;

        @RpcAlias("label")
        public String text;
    }

    class Child extends Parent {
        transient int length;

        @RpcAlias({"title", "length"})
        public int head;
    }

    enum State {
        @RpcAlias("NEW")
        OPEN,
        PAID
    }
}
