package shop;

import dev.tern.rpc.*;
import java.util.List;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Bad extends Generic<List<String>> {

    void array(@HashKey byte[] key);

    void own(@HashKey Order key);

    record Order(long id) {}
}

interface Generic<T> {

    void generic(@HashKey T key);
}
