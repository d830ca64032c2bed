package shop;

import dev.tern.rpc.*;
import java.math.*;
import java.net.*;
import java.time.*;
import java.util.*;

@RpcService
interface Good {

    void put(@RpcDefault("15") int count, @RpcDefault("'") char letter, List<Order> orders);

    record Order(
            @RpcDefault("true") boolean paid,
            @RpcDefault("-128") Byte small,
            @RpcDefault("GREEN") Color color,
            @RpcDefault("PT1S") Duration pause,
            @RpcDefault("http://a/b") URI uri,
            @RpcDefault("1.5") Float price,
            @RpcDefault("say \"hi\"") String text,
            @RpcDefault("10.50") BigDecimal total) {}

    enum Color {
        RED,
        GREEN
    }
}
