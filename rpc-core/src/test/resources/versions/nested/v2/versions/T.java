package versions;

import java.util.List;

public record T(Page<Line> lines, Line first, Line[] all) {

    record Line(long amount, String unit) {}

    static T sample() {
        Line line = new Line(3, "kg");
        return new T(new Page<>(List.of(line), 1), line, null);
    }
}
