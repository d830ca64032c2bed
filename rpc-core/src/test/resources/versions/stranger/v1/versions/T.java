package versions;

import dev.tern.rpc.RpcUnknown;

public record T(State state, Shape shape) {

    enum State {
        OPEN,
        @RpcUnknown
        OTHER
    }

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    static T sample() {
        return new T(State.OPEN, new Circle(1));
    }
}
