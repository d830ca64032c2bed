package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.PolicySetting;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Guesses which setting somebody meant who mistyped its name. */
final class NearestName {

    private NearestName() {}

    /**
     * The name with the nearest known setting at its end: the one that takes the fewest edits, at most a quarter of its letters; else one whose last word is the same, because what is
     * before it is what people forget.
     */
    static Optional<String> to(String name) {
        String nearest = null;
        double least = 0.25;
        for (PolicySetting setting : PolicySetting.values()) {
            String tail = tail(name, setting.key());
            double edits = (double) edits(lower(tail), lower(setting.key()))
                    / setting.key().length();
            if (edits < least || (edits == least && nearest == null)) {
                least = edits;
                nearest = head(name, tail) + setting.key();
            }
        }
        return Optional.ofNullable(nearest == null ? sameLastWord(name) : nearest);
    }

    /** The one of the known names that takes the fewest edits, at most a quarter of its letters. */
    static Optional<String> of(String name, Collection<String> known) {
        String nearest = null;
        double least = 0.25;
        for (String candidate : known) {
            double edits = (double) edits(name, candidate) / candidate.length();
            if (edits < least || (edits == least && nearest == null)) {
                least = edits;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private static @Nullable String sameLastWord(String name) {
        String word = lastWord(name);
        for (PolicySetting setting : PolicySetting.values()) {
            if (lastWord(setting.key()).equalsIgnoreCase(word)) {
                return head(name, word) + setting.key();
            }
        }
        return null;
    }

    /** As many words of the name's end as the setting has. */
    private static String tail(String name, String key) {
        int dot = name.length();
        for (long words = key.chars().filter(c -> c == '.').count() + 1; words > 0 && dot > 0; words--) {
            dot = name.lastIndexOf('.', dot - 1);
        }
        return name.substring(Math.min(dot + 1, name.length()));
    }

    private static String head(String name, String tail) {
        return name.substring(0, name.length() - tail.length());
    }

    private static String lastWord(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's distance, by one row of its table. */
    private static int edits(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
