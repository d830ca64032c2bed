package dev.tern.rpc.contract;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The lines of a contract's text, taken one after the other. An error names the line that was taken last. */
final class ContractLines {

    private static final int MAX_SHOWN = 80;

    private final String[] lines;
    private int next;
    private int taken;

    /** Lines that end in {@code \n}, or in {@code \r\n} as git writes them on Windows. */
    ContractLines(String text) {
        String unix = text.replace("\r\n", "\n");
        if (unix.indexOf('\r') >= 0) {
            throw new IllegalArgumentException(
                    "contract: a line with \\r in it (expected: \\n or \\r\\n at the end of a line)");
        }
        this.lines = unix.split("\n", -1);
    }

    /** Whether all lines are taken; the last may end in a line break. */
    boolean isAtEnd() {
        return next >= lines.length || (next == lines.length - 1 && lines[next].isEmpty());
    }

    /** The next line, whatever it is. */
    String take() {
        taken = next;
        return lines[next++];
    }

    /** How often a line was taken: the number of the line that was taken last. */
    int number() {
        return taken + 1;
    }

    /** The content of the next line if it stands at this indent, which is then taken; null otherwise. */
    @Nullable
    String takeMember(String indent) {
        String line = next < lines.length ? lines[next] : "";
        if (!line.startsWith(indent) || line.length() == indent.length() || line.charAt(indent.length()) == ' ') {
            return null;
        }
        take();
        if (line.startsWith("#", indent.length())) {
            throw error(shown(line.trim()) + " (expected: details right behind what they are of)");
        }
        return line.substring(indent.length());
    }

    /** The aliases that follow at this indent. */
    List<String> aliases(String indent) {
        String start = indent + "alias ";
        List<String> aliases = new ArrayList<>();
        while (next < lines.length && lines[next].startsWith(start)) {
            aliases.add(name(take().substring(start.length())));
        }
        return aliases;
    }

    /** The details that follow at this indent. Of two with the same key the last counts. */
    Details details(String indent) {
        String start = indent + "# ";
        Map<String, String> details = new TreeMap<>();
        while (next < lines.length && lines[next].startsWith(start)) {
            String detail = take().substring(start.length());
            int space = detail.indexOf(' ');
            if (space <= 0) {
                throw error(shown(detail) + " (expected: # key \"value\")");
            }
            details.put(detail.substring(0, space), unquoted(detail.substring(space + 1)));
        }
        return Details.of(details);
    }

    /** A text that can be a name; refuses others. */
    String name(String text) {
        if (!isName(text)) {
            throw error(shown(text) + " (expected: a name)");
        }
        return text;
    }

    /** Whether a text can be a name: not empty, without spaces, and not taken for a detail. */
    static boolean isName(String text) {
        return !text.isEmpty() && text.indexOf(' ') < 0 && text.charAt(0) != '#';
    }

    /** A text in quotes, not longer than a message may be. */
    static String shown(String text) {
        return text.length() <= MAX_SHOWN ? "'" + text + "'" : "'" + text.substring(0, MAX_SHOWN) + "...'";
    }

    IllegalArgumentException error(String message) {
        return error(number(), message);
    }

    static IllegalArgumentException error(int line, String message) {
        return new IllegalArgumentException("contract, line " + line + ": " + message);
    }

    // ---------------------------------------------------------------- texts in quotes

    private String unquoted(String quoted) {
        int end = quoted.length() - 1;
        if (end < 1 || quoted.charAt(0) != '"' || quoted.charAt(end) != '"') {
            throw error(shown(quoted) + " (expected: a text in quotes)");
        }
        StringBuilder text = new StringBuilder(end);
        int at = 1;
        while (at < end) {
            char c = quoted.charAt(at++);
            if (c == '"') {
                throw error("a quote in " + shown(quoted) + " (expected: \\\")");
            }
            at = c == '\\' ? unescape(quoted, at, end, text) : at;
            if (c != '\\') {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** Appends what is escaped and returns the place behind it. */
    private int unescape(String quoted, int at, int end, StringBuilder text) {
        if (at >= end) {
            throw error(shown(quoted) + " (expected: a quote at the end that is not escaped)");
        }
        char escaped = quoted.charAt(at);
        switch (escaped) {
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case '"', '\\' -> text.append(escaped);
            case 'u' -> text.append(hex(quoted, at + 1, end));
            default -> throw error("\\" + escaped + " (expected: one of n r t u \" \\)");
        }
        return escaped == 'u' ? at + 5 : at + 1;
    }

    private char hex(String quoted, int from, int end) {
        if (from + 4 <= end) {
            try {
                return (char) HexFormat.fromHexDigits(quoted, from, from + 4);
            } catch (IllegalArgumentException e) {
                throw error("\\u" + quoted.substring(from, from + 4) + " (expected: four hex digits)");
            }
        }
        throw error("\\u in " + shown(quoted) + " (expected: four hex digits)");
    }
}
