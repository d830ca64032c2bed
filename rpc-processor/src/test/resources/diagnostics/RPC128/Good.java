package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    void put(Foreign foreign, Itself itself);

    @RpcSubtypes(A.class)
    interface Foreign {}

    record A() implements Foreign {}

    record B() implements Foreign {}

    @RpcSubtypes(Child.class)
    class Itself {}

    class Child extends Itself {}
}
