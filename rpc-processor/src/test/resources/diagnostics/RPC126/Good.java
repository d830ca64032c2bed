package shop;

import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Good {

    void put(Result<String, Integer> result, Mapped<String> mapped);

    sealed interface Result<T, E> {}

    record Ok<T, E>(T value) implements Result<T, E> {}

    record Failed<T, E>(E reason) implements Result<T, E> {}

    sealed interface Mapped<T> {}

    record Listed<X>(X first) implements Mapped<X> {}

    record Numbers() implements Mapped<Integer> {}
}
