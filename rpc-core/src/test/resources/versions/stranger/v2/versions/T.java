package versions;

import dev.tern.rpc.RpcUnknown;

public record T(State state, Shape shape) {

    enum State {
        CLOSED,
        OPEN,
        @RpcUnknown
        OTHER
    }

    sealed interface Shape {}

    record Arc(int angle) implements Shape {}

    record Circle(int radius) implements Shape {}

    static T sample() {
        return new T(State.CLOSED, null);
    }
}
