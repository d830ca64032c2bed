package shop;

import dev.tern.rpc.*;

interface Left {

    String get(int id);
}

interface Right extends Left {

    @Override
    String get(int id);
}

interface Diamond1 extends Left {}

interface Diamond2 extends Left {}

interface Middle {

    String name();
}

interface Further {

    String name();
}

@RpcService
interface Good extends Left, Right, Middle, Further, Diamond1, Diamond2 {

    @Override
    String name();
}
