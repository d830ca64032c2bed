package versions;

public record T(byte a, short b, int c, Integer d, float e, int f) {

    static T sample() {
        return new T((byte) -1, (short) 300, 70_000, 5, 1.5f, 9);
    }
}
