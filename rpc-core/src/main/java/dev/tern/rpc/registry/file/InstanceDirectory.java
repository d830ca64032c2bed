package dev.tern.rpc.registry.file;

import dev.tern.rpc.registry.Instance;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory in which providers register, each with a file of its own: {@code <application>/<id>.instance}.
 *
 * <p>The directories of applications are never removed by Tern. One that has lost all that were known is therefore not what it was: a disk that is not mounted any more shows the directory
 * below it. Then what was known stays, until one of them is there again. For one thread.
 */
final class InstanceDirectory implements Place {

    private static final Logger log = LoggerFactory.getLogger(InstanceDirectory.class);
    private static final String SUFFIX = ".instance";

    private final Path root;
    private final Troubles troubles;
    private Map<String, Map<String, InstanceFile>> applications = new TreeMap<>();
    private boolean known;
    private long ignored;

    InstanceDirectory(Path root, Troubles troubles) {
        this.root = root;
        this.troubles = troubles;
    }

    /** Where the instances of an application are. */
    static Path application(Path root, Instance instance) {
        return root.resolve(instance.application());
    }

    /** Where an instance is. */
    static Path file(Path root, Instance instance) {
        return application(root, instance).resolve(instance.id() + SUFFIX);
    }

    @Override
    public void look(Duration sinceLast, boolean regular) throws IOException {
        Map<String, Map<String, InstanceFile>> seen = new TreeMap<>();
        IOException failure = null;
        for (String application : names(root, "")) {
            try {
                seen.put(application, lookAt(application, sinceLast, regular));
            } catch (NotDirectoryException | NoSuchFileException e) {
                log.trace("{} is somebody's file, or it has just gone", application, e);
            } catch (IOException e) { // the others are well
                failure = new Troubles.Trouble("has '" + application + "', which " + Troubles.text(e));
            }
        }
        if (failure == null) {
            checkStillThere();
        } else {
            applications.forEach(seen::putIfAbsent); // no application counts as gone while one cannot be read
        }
        forget(seen);
        known |= failure == null || !seen.isEmpty();
        applications = seen;
        if (failure != null) {
            throw failure;
        }
    }

    /** What was wrong with files that are not listed any more does not matter. */
    private void forget(Map<String, Map<String, InstanceFile>> seen) {
        applications.forEach((application, files) -> {
            Set<String> gone = new HashSet<>(files.keySet());
            gone.removeAll(seen.getOrDefault(application, Map.of()).keySet());
            gone.forEach(id -> troubles.forget(root.resolve(application).resolve(id + SUFFIX)));
        });
    }

    /** At the end of a look, since a disk may go away while it lasts. */
    private void checkStillThere() throws IOException {
        Files.readAttributes(root, BasicFileAttributes.class);
        if (!applications.isEmpty()
                && applications.keySet().stream().noneMatch(name -> Files.isDirectory(root.resolve(name)))) {
            throw new Troubles.Trouble("has lost the directories of all applications (expected: one of those of "
                    + applications.keySet() + ", is it not mounted?)");
        }
    }

    private Map<String, InstanceFile> lookAt(String application, Duration sinceLast, boolean regular)
            throws IOException {
        Path directory = root.resolve(application);
        Map<String, InstanceFile> before = applications.getOrDefault(application, Map.of());
        Map<String, InstanceFile> files = new TreeMap<>();
        for (String id : names(directory, SUFFIX)) {
            Path path = directory.resolve(id + SUFFIX);
            InstanceFile present = before.get(id);
            InstanceFile file = present != null ? present : new InstanceFile(path, application, id);
            files.put(id, file);
            try {
                if (file.look(Files.readAttributes(path, BasicFileAttributes.class), sinceLast, regular)) {
                    ignored++;
                }
                troubles.remove(path);
            } catch (NoSuchFileException e) {
                files.remove(id); // it has just gone
            } catch (IOException e) {
                troubles.add(path, Troubles.text(e), "what it said before stays");
            }
        }
        return files;
    }

    /** The names in a directory that end so, without that; hidden files and what could be no name of an instance are passed over. */
    private static Set<String> names(Path directory, String suffix) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
            for (Path path : paths) {
                String name = path.getFileName().toString();
                if (name.endsWith(suffix) && name.matches("[A-Za-z0-9_-][A-Za-z0-9_.-]*")) {
                    names.add(name.substring(0, name.length() - suffix.length()));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public boolean isKnown() {
        return known;
    }

    /** In the order of applications and ids. */
    @Override
    public List<Instance> instances() {
        List<Instance> instances = new ArrayList<>();
        applications
                .values()
                .forEach(files -> files.values().forEach(file -> file.instance().ifPresent(instances::add)));
        return instances;
    }

    @Override
    public long ignored() {
        return ignored;
    }

    @Override
    public String toString() {
        return "a directory";
    }
}
