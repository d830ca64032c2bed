package versions;

import java.util.List;

public record T(int id, List<T> children) {

    static T sample() {
        return new T(1, List.of(new T(2, List.of())));
    }
}
