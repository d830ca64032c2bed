package versions;

import java.util.List;
import java.util.Map;
import java.util.Optional;

public record T(
        boolean flag,
        double amount,
        int id,
        Integer count,
        List<String> tags,
        Map<String, T> more,
        Optional<String> note,
        String name,
        int[] numbers) {

    static T sample() {
        return new T(true, 1.5, 8, 3, List.of("x"), Map.of(), Optional.of("n"), "Ada", null);
    }
}
