package dev.tern.rpc.processor;

import com.palantir.javapoet.JavaFile;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;
import javax.annotation.processing.Filer;
import javax.lang.model.element.TypeElement;

/** Writes a generated source, laid out as by hand where JavaPoet spreads it. */
final class SourceWriter {

    private static final Pattern EMPTY_BODY = Pattern.compile("\\{\\n *\\}");
    private static final Pattern SHORT_JAVADOC = Pattern.compile("/\\*\\*\\n *\\* ([^\\n]*)\\n *\\*/");
    private static final Pattern SHORT_ANNOTATION = Pattern.compile("(@\\w+\\()\\n *(\\w+ = \\w+)\\n *\\)");

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
        return SHORT_ANNOTATION.matcher(text).replaceAll("$1$2)");
    }
}
