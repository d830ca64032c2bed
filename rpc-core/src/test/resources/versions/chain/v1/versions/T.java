package versions;

public record T(int amount, String name) {

    static T sample() {
        return new T(7, "Ada");
    }
}
