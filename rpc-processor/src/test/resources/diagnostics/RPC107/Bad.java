package shop;

import dev.tern.rpc.*;

@RpcService
interface Bad {

    <T> T echo(T value);

    <E extends Exception> void run(String command) throws E;
}
