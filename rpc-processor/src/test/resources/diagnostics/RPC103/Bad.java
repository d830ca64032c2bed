package shop;

import dev.tern.rpc.*;

class Bad {

    @RpcService
    private interface Inner {}

    private static class Hidden {

        @RpcService
        interface Innermost {}
    }

    @RpcService
    sealed interface Closed permits Only {}

    static final class Only implements Closed {}
}
