package versions;

public record T(State state, int id) {

    enum State {
        OPEN,
        PAID
    }

    static T sample() {
        return new T(State.PAID, 1);
    }
}
