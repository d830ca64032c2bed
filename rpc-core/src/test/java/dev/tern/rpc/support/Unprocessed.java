package dev.tern.rpc.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Types that are compiled without the processor, each time by a loader of their own. */
public final class Unprocessed {

    private static final Pattern NAME = Pattern.compile("public (?:final )?(?:class|interface|record|enum) (\\w+)");

    private Unprocessed() {}

    /**
     * Compiles sources, each of which has one public type first.
     *
     * @param options of the compiler
     */
    public static URLClassLoader compile(Path folder, List<String> options, String... sources) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-classpath", System.getProperty("java.class.path"), "-d", folder.toString()));
        arguments.addAll(options);
        for (String source : sources) {
            Matcher name = NAME.matcher(source);
            assertThat(name.find()).isTrue();
            Path file = folder.resolve(name.group(1) + ".java");
            Files.writeString(file, source);
            arguments.add(file.toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, Unprocessed.class.getClassLoader());
    }
}
