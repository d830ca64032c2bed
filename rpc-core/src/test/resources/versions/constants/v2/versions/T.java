package versions;

public record T(State state, int id) {

    enum State {
        CANCELLED,
        OPEN,
        PAID
    }

    static T sample() {
        return new T(State.OPEN, 1);
    }
}
