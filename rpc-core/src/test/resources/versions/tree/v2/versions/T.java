package versions;

import java.util.List;

public record T(List<T> children, T parent, int id, String name) {

    static T sample() {
        return new T(List.of(new T(List.of(), null, 2, "two")), null, 1, "one");
    }
}
