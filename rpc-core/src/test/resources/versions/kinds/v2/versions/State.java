package versions;

import dev.tern.rpc.RpcAlias;

public enum State {
    CLOSED,
    OPEN,
    @RpcAlias("PAID")
    SETTLED
}
