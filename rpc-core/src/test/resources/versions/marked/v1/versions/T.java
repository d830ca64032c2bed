package versions;

public record T(int id, String client, State state, Shape shape) {

    enum State {
        OPEN,
        PAID
    }

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    record Square(int side) implements Shape {}

    static T sample() {
        return new T(7, "Ada", State.PAID, new Square(3));
    }
}
