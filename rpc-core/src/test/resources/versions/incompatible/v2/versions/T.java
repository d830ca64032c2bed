package versions;

public record T(String id, String name) {

    static T sample() {
        return new T("7", "Ada");
    }
}
