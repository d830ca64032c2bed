package versions;

public record T(long n, String name) {

    static T sample() {
        return new T(1L << 40, "one");
    }
}
