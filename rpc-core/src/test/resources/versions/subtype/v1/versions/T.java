package versions;

public record T(int id, Shape shape) {

    sealed interface Shape {}

    record Circle(int radius) implements Shape {}

    static T sample() {
        return new T(1, new Circle(1));
    }
}
