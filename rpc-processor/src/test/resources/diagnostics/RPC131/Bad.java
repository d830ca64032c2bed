package shop;

import dev.tern.rpc.*;
import java.time.*;
import java.util.*;

@RpcService
interface Bad {

    void put(@RpcDefault("1.5") int count, @RpcDefault("ab") char letter, List<Order> orders);

    record Order(
            @RpcDefault("yes") boolean paid,
            @RpcDefault("300") Byte small,
            @RpcDefault("BLUE") Color color,
            @RpcDefault("1s") Duration pause,
            @RpcDefault("") List<String> lines,
            @RpcDefault("NaN") double price,
            @RpcDefault("x") Order other) {}

    enum Color {
        RED,
        GREEN
    }
}
