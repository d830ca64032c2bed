package versions;

import dev.tern.rpc.RpcAlias;

public record T(String name, @RpcAlias("amount") long total) {

    static T sample() {
        return new T("Cid", 9);
    }
}
