package versions;

public record T(int n, String name) {

    static T sample() {
        return new T(1, "one");
    }
}
