package versions;

public record T(int id, String name) {

    static T sample() {
        return new T(7, "Ada");
    }
}
