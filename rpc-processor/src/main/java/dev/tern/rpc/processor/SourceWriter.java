package dev.tern.rpc.processor;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;

/** Writes a generated source, laid out as by hand where JavaPoet spreads it. */
final class SourceWriter {

    private static final Pattern EMPTY_BODY = Pattern.compile("\\{\\n *\\}");
    private static final Pattern SHORT_JAVADOC = Pattern.compile("/\\*\\*\\n *\\* ([^\\n]*)\\n *\\*/");
    private static final Pattern SHORT_ANNOTATION = Pattern.compile("(@\\w+\\()\\n *(\\w+ = \\w+)\\n *\\)");

    /** A parameter list that JavaPoet puts on a line of its own; the groups are what stands before it, and the list to the brace. */
    private static final Pattern LONELY_PARAMETERS =
            Pattern.compile("(?m)^([^\\n]*\\w\\()\\n +(\\w[^\\n]*\\)[^\\n]*\\{)$");

    private static final int MAX_LINE = 120;

    private SourceWriter() {}

    /** Writes a file whose one origin is the interface. */
    static void write(JavaFile file, TypeElement origin, Filer filer) throws IOException {
        String packageName = file.packageName();
        String name = file.typeSpec().name();
        String qualified = packageName.isEmpty() ? name : packageName + "." + name;
        try (Writer writer = filer.createSourceFile(qualified, origin).openWriter()) {
            writer.write(layOut(file.toString()));
        }
    }

    /** Patterns that span lines; none of them can meet the inside of a text literal. */
    private static String layOut(String source) {
        String text = EMPTY_BODY.matcher(source).replaceAll("{}");
        text = SHORT_JAVADOC.matcher(text).replaceAll("/** $1 */");
        text = SHORT_ANNOTATION.matcher(text).replaceAll("$1$2)");
        return LONELY_PARAMETERS.matcher(text).replaceAll(SourceWriter::joined);
    }

    private static String joined(MatchResult lines) {
        boolean fits = lines.group(1).length() + lines.group(2).length() <= MAX_LINE;
        return Matcher.quoteReplacement(fits ? lines.group(1) + lines.group(2) : lines.group());
    }
}
