package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.SettingsSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A properties file in UTF-8 that is looked at again and again. Its content is compared, not its time: a mounted volume of Kubernetes changes by a symbolic link of a directory
 * above the file, which a {@link java.nio.file.WatchService} of the file's directory does not see, and times are too coarse to tell two changes apart.
 *
 * <p>A new content counts when it is found the same twice in a row, so that a file is not taken while it is being written. While the file is gone or cannot be read, what it said
 * before stays. Thread-safe.
 */
final class SettingsFile implements SettingsSource {

    private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private byte[] taken; // guarded by this
    private byte[] seen; // guarded by this
    private volatile Map<String, String> values;
    private volatile @Nullable String problem;

    private SettingsFile(Path path) throws IOException {
        this.path = path.toAbsolutePath();
        this.taken = content();
        this.seen = taken;
        this.values = parse(taken);
    }

    /**
     * Reads a file.
     *
     * @throws IOException if it is not there, cannot be read, or is no properties file
     */
    static SettingsFile open(Path path) throws IOException {
        return new SettingsFile(path);
    }

    /** Reads the file again, and tells the listeners if it says something else, for the second time. */
    synchronized void look() {
        byte[] content;
        try {
            content = content();
            boolean settled = Arrays.equals(content, seen);
            seen = content;
            if (!settled) {
                return;
            }
            if (!Arrays.equals(content, taken)) {
                values = parse(content);
                taken = content;
                listeners.forEach(Runnable::run);
            }
            problem = null;
        } catch (IOException e) {
            warn(describe(e));
        }
    }

    private void warn(String newProblem) {
        if (!newProblem.equals(problem)) {
            problem = newProblem;
            LOG.warn("{} {}: what it said before stays", name(), newProblem);
        }
    }

    /** What is wrong with the file as a whole; null if nothing is. */
    @Nullable
    String problem() {
        return problem;
    }

    private byte[] content() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("has more than " + MAX_BYTES + " bytes");
            }
            return content;
        }
    }

    private static Map<String, String> parse(byte[] content) throws IOException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) { // an escape that is none
            throw new IOException("is no properties file: " + e.getMessage(), e);
        }
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(name -> name, properties::getProperty));
    }

    /** What is wrong with a file, after its name. */
    static String describe(IOException error) {
        String message = String.valueOf(error.getMessage());
        return error instanceof NoSuchFileException
                ? "is not there"
                : message.startsWith("has ") || message.startsWith("is ") ? message : "cannot be read: " + error;
    }

    @Override
    public String name() {
        return "file " + path;
    }

    @Override
    public Map<String, String> values() {
        return values;
    }

    @Override
    public void listen(Runnable listener) {
        listeners.add(listener);
    }
}
