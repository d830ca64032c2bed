package dev.tern.compare;

import java.util.LinkedHashMap;
import java.util.Map;

/** What one contender did in one cell of one round: a flat JSON object, one per line of {@code results.jsonl}. */
final class Result {
    private final Map<String, String> fields;

    private Result(Map<String, String> fields) {
        this.fields = fields;
    }

    /** A text has to be without quotes and commas. */
    static Result parse(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String pair : line.substring(1, line.length() - 1).split(",")) {
            int end = pair.indexOf("\":");
            fields.put(pair.substring(1, end), pair.substring(end + 2).replace("\"", ""));
        }
        return new Result(fields);
    }

    String contender() {
        return fields.get("contender");
    }

    int round() {
        return (int) number("round");
    }

    Cell cell() {
        return Cell.parse(fields.get("cell"));
    }

    double number(String field) {
        return Double.parseDouble(fields.get(field));
    }

    /** Of consumer and provider together. */
    double both(String field) {
        return number("consumer" + field) + number("provider" + field);
    }
}
