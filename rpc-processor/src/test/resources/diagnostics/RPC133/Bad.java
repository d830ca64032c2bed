package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    @RpcAlias("old name")
    Order get(long id);

    @RpcAlias({"get", "open(Order)"})
    Order getByName(String name);

    @RpcAlias("find")
    void open(Order order);

    @RpcAlias({"find", "seek(long)"})
    Child search(String text);

    @RpcAlias("seek(long)")
    void searchById(long id);

    record Order(@RpcAlias("id") long number, long id, State state) {}

    record Twice(@RpcAlias("size") int width, @RpcAlias({"size", "tall"}) int height) {}

    class Parent {
        public String name;

        @RpcAlias("title")
        public String text;
    }

    class Child extends Parent {
        @RpcAlias("name")
        public String label;

        @RpcAlias("title")
        public Twice head;
    }

    enum State {
        @RpcAlias({"NEW", "PAID"})
        OPEN,
        PAID,
        @RpcAlias("NEW")
        FRESH
    }
}
