package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that a person or a tool writes: lines {@code host:port}, or texts of instances that blank lines separate, or both; lines that begin with {@code #} are comments.
 *
 * <p>It is read at each look and its content is compared: a volume of Kubernetes changes by a symbolic link above the file. A new content counts when it is found the same twice in a
 * row, so that a file is not taken while it is being written; only the first counts at once, unless something in it is broken. For one thread.
 */
final class InstanceList implements Place {

    /** The application of an instance of which only the address is known. */
    static final String APPLICATION = "file";

    private static final Logger log = LoggerFactory.getLogger(InstanceList.class);
    private static final int MOST_BYTES = 1 << 20;

    private final Path path;
    private byte @Nullable [] seen;
    private byte @Nullable [] taken;
    private List<Instance> instances = List.of();
    private Set<String> broken = Set.of();
    private long ignored;

    InstanceList(Path path) {
        this.path = path;
    }

    @Override
    public void look(Duration sinceLast, boolean regular) throws IOException {
        byte[] content = bytes();
        boolean settled = regular && Arrays.equals(content, seen);
        if (regular || seen == null) {
            seen = content;
        }
        if (Arrays.equals(content, taken) || (!settled && taken != null)) {
            return;
        }
        Content read = new Content();
        try {
            read.all(InstanceText.decode(content));
        } catch (IllegalArgumentException e) {
            read.broken("", e);
        }
        if (settled || read.problems.isEmpty()) {
            take(content, read);
        }
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw new Troubles.Trouble("has more than " + MOST_BYTES + " bytes (expected: at most that)");
            }
            return content;
        }
    }

    private void take(byte[] content, Content read) {
        taken = content;
        instances = List.copyOf(read.instances);
        Set<String> now = new HashSet<>();
        for (Problem problem : read.problems) {
            if (now.add(problem.entry) && !broken.contains(problem.entry)) {
                ignored++;
                log.warn("Left out an entry of {}: {}", path, InstanceText.beginning(problem.message));
            }
        }
        broken = now;
    }

    @Override
    public boolean isKnown() {
        return taken != null;
    }

    /** In the order of the file. */
    @Override
    public List<Instance> instances() {
        return instances;
    }

    @Override
    public long ignored() {
        return ignored;
    }

    @Override
    public String toString() {
        return "a list";
    }

    /** An entry that is no instance. */
    private record Problem(String entry, String message) {}

    /** What a content says. */
    private static final class Content {

        final List<Instance> instances = new ArrayList<>();
        final List<Problem> problems = new ArrayList<>();
        private final Set<List<String>> names = new HashSet<>();

        void all(String text) {
            StringBuilder block = new StringBuilder();
            String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
            for (String line : (withoutMark + "\n\n").split("\n", -1)) {
                String stripped = line.strip();
                if (stripped.isEmpty()) {
                    text(block.toString());
                    block.setLength(0);
                } else if (!stripped.startsWith("#")) {
                    line(stripped, block);
                }
            }
        }

        private void line(String line, StringBuilder block) {
            if (line.indexOf('=') > 0) {
                block.append(line).append('\n');
            } else {
                address(line.replaceFirst("\\s+#.*", ""));
            }
        }

        private void text(String block) {
            if (block.isEmpty()) {
                return;
            }
            try {
                add(InstanceText.parse(block).instance());
            } catch (IllegalArgumentException e) {
                broken(block, e);
            }
        }

        private void address(String address) {
            try {
                InstanceText.checkAddress(address);
                add(Instance.of("", APPLICATION, address, List.of()));
            } catch (IllegalArgumentException e) {
                broken(address, e);
            }
        }

        private void add(Instance instance) {
            String name = instance.id().isEmpty()
                    ? instance.addresses().get(Instance.RPC_ADDRESS)
                    : instance.application() + "/" + instance.id();
            if (!names.add(List.of(String.valueOf(name), instance.id()))) {
                throw new IllegalArgumentException("'" + name + "' is there twice (expected: once)");
            }
            instances.add(instance);
        }

        void broken(String entry, IllegalArgumentException problem) {
            problems.add(new Problem(entry, String.valueOf(problem.getMessage())));
        }
    }
}
