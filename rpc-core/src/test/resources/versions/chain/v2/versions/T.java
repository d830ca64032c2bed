package versions;

import dev.tern.rpc.RpcAlias;

public record T(String name, @RpcAlias("amount") int total) {

    static T sample() {
        return new T("Bob", 8);
    }
}
