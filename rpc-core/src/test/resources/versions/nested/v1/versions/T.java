package versions;

import java.util.List;

public record T(Page<Line> lines, Line first, Line[] all) {

    record Line(int amount, String code) {}

    static T sample() {
        Line line = new Line(2, "c");
        return new T(new Page<>(List.of(line), 1), line, null);
    }
}
