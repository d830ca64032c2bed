package dev.tern.rpc.kernel;

import dev.tern.rpc.Status;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What texts a setting takes, and what they mean. The one place where the text of a setting becomes a value: for annotations at compile time, for files at start.
 *
 * @param expectation what is expected, for error texts
 * @param parser makes the value; null or an exception for a text that is not right
 */
record SettingType<T>(String expectation, Function<String, T> parser) {

    private static final Pattern PERIOD = Pattern.compile("(\\d{1,12})(ms|s|m|h)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]+");
    private static final Pattern CLASS_NAME =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    /** A number with a unit, such as {@code "500ms"}. */
    static SettingType<Duration> duration(String least, String most) {
        Duration min = period(least);
        Duration max = period(most);
        String expectation = "a whole number and one of the units ms, s, m, h, " + least + " to " + most;
        return new SettingType<>(expectation, text -> {
            Duration length = period(text);
            return length.compareTo(min) < 0 || length.compareTo(max) > 0 ? null : length;
        });
    }

    private static Duration period(String text) {
        Matcher matcher = PERIOD.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    static SettingType<Integer> integer(int least, int most) {
        return new SettingType<>("a whole number, " + least + " to " + most, text -> {
            int value = Integer.parseInt(text);
            return value < least || value > most ? null : value;
        });
    }

    /** A number above zero up to a bound. */
    static SettingType<Double> share(double most) {
        return new SettingType<>("a number above 0, at most " + most, text -> {
            double value = Double.parseDouble(text);
            return value > 0 && value <= most ? value : null;
        });
    }

    static SettingType<Double> real(double least, double most) {
        return new SettingType<>("a number, " + least + " to " + most, text -> {
            double value = Double.parseDouble(text);
            return value >= least && value <= most ? value : null;
        });
    }

    static SettingType<Boolean> flag() {
        return new SettingType<>(
                "true or false",
                text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null);
    }

    static SettingType<String> name() {
        return new SettingType<>(
                "a name of letters, digits, '.', '_' and '-'",
                text -> NAME.matcher(text).matches() ? text : null);
    }

    /** Status names with commas in between; none is an empty text. */
    static SettingType<Set<Status>> statuses() {
        String names = Arrays.stream(Status.values())
                .filter(status -> status != Status.OK)
                .map(Enum::name)
                .collect(Collectors.joining(", "));
        return new SettingType<>("names with commas in between, of " + names, text -> {
            EnumSet<Status> statuses = EnumSet.noneOf(Status.class);
            for (String name : list(text)) {
                statuses.add(Status.valueOf(name.toUpperCase(Locale.ROOT)));
            }
            return statuses.contains(Status.OK) ? null : statuses;
        });
    }

    /** Qualified names of classes with commas in between; the classes are never loaded because of them. */
    static SettingType<Set<String>> classes() {
        return new SettingType<>("qualified class names with commas in between", text -> {
            Set<String> names = list(text);
            return names.stream().allMatch(name -> CLASS_NAME.matcher(name).matches()) ? names : null;
        });
    }

    private static Set<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
