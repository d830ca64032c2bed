package versions;

public record T(int id, Shape shape) {

    sealed interface Shape {}

    record Arc(int angle) implements Shape {}

    record Circle(int radius) implements Shape {}

    static T sample() {
        return new T(1, new Arc(90));
    }
}
