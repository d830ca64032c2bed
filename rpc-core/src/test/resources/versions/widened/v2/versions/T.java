package versions;

public record T(short a, int b, long c, Long d, double e, Integer f) {

    static T sample() {
        return new T((short) -2, 301, 70_001L, 6L, 2.5, 10);
    }
}
