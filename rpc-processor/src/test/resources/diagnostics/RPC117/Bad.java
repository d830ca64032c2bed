package shop;

import dev.tern.rpc.*;

interface Left {

    @Idempotent
    String get(int id);
}

interface Right {

    String get(int number);
}

@RpcService
interface Bad extends Left, Right {}
