package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    void put(None none, Foreign foreign, Itself itself, Sealed sealed);

    @RpcSubtypes({})
    interface None {}

    @RpcSubtypes({A.class, B.class})
    interface Foreign {}

    record A() implements Foreign {}

    record B() {}

    @RpcSubtypes(Itself.class)
    class Itself {}

    @RpcSubtypes(C.class)
    sealed interface Sealed {}

    record C() implements Sealed {}
}
