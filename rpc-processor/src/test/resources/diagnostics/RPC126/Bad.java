package shop;

import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Bad {

    void put(List<Order> orders);

    record Order(Result<String> result) {}

    sealed interface Result<T> {}

    record Ok<T>(T value) implements Result<T> {}

    record Failed<T, E>(E reason) implements Result<T> {}
}
