package versions;

import dev.tern.rpc.RpcAlias;
import dev.tern.rpc.RpcDefault;

public record T(
        @RpcDefault("5") int count,
        @RpcAlias("client") String customer,
        @RpcDefault("EUR") String currency,
        int id,
        Shape shape,
        State state) {

    enum State {
        CLOSED,
        OPEN,
        @RpcAlias("PAID")
        SETTLED
    }

    sealed interface Shape {}

    record Arc(int angle) implements Shape {}

    record Circle(int radius) implements Shape {}

    record Square(String colour, int side) implements Shape {}

    static T sample() {
        return new T(1, "Bob", "USD", 8, new Square("red", 4), State.SETTLED);
    }
}
