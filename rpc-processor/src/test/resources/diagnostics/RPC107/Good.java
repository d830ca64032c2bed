package shop;

import dev.tern.rpc.*;

@RpcService
interface Good {

    String echo(String value);

    static <T> T local(T value) {
        return value;
    }

    default <T> T alsoLocal(T value) {
        return value;
    }
}
