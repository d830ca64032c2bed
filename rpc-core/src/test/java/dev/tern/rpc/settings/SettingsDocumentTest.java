package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.kernel.PolicySetting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document lists the settings that there are. {@code -Dtern.golden=write} writes the table anew. */
class SettingsDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "settings.md");
    private static final String HEAD = "| setting | per | default | expected |\n|---|---|---|---|\n";

    private static String table() {
        StringBuilder table = new StringBuilder(HEAD);
        Stream.of(PolicySetting.values())
                .forEach(setting -> table.append("| `")
                        .append(setting.key())
                        .append("` | ")
                        .append(setting.scope().name().toLowerCase(Locale.ROOT))
                        .append(" | ")
                        .append(setting.standard()
                                .map(text -> text.isEmpty() ? "none" : "`" + text + "`")
                                .orElse("nothing"))
                        .append(" | ")
                        .append(setting.expectation())
                        .append(" |\n"));
        return table.toString();
    }

    @Test
    void document_listsEverySettingWithItsDefaultAndExpectation() throws Exception {
        String document = Files.readString(DOCUMENT);
        String before = document.substring(0, document.indexOf(HEAD));
        if ("write".equals(System.getProperty("tern.golden"))) {
            Files.writeString(DOCUMENT, before + table());
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(before + table());
    }
}
