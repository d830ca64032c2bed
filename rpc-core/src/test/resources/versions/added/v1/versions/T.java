package versions;

public record T(int id) {

    static T sample() {
        return new T(7);
    }
}
