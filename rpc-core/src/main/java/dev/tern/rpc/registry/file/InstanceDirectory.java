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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory in which providers register, each with a file of its own: {@code <application>/<id>.instance}.
 *
 * <p>The directories of applications are never removed by Tern. One that has lost all of them is therefore not what it was: a disk that is not mounted any more shows an empty directory.
 * Then what was known stays. For one thread.
 */
final class InstanceDirectory implements Place {

    private static final String SUFFIX = ".instance";

    private final Path root;
    private final Troubles troubles;
    private final Map<String, Map<String, InstanceFile>> applications = new TreeMap<>();
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
        Set<String> found = names(root, "");
        if (found.isEmpty() && !applications.isEmpty()) {
            throw new Troubles.Trouble("has lost the directories of all applications (expected: those of "
                    + applications.keySet() + ", is it not mounted?)");
        }
        applications.keySet().retainAll(found);
        IOException failure = null;
        for (String application : found) {
            try {
                lookAt(application, sinceLast, regular);
            } catch (NotDirectoryException | NoSuchFileException e) {
                applications.remove(application); // somebody's file, or it has just gone
            } catch (IOException e) { // the others are well
                failure = new Troubles.Trouble("has '" + application + "', which " + Troubles.text(e));
            }
        }
        known = true;
        if (failure != null) {
            throw failure;
        }
    }

    private void lookAt(String application, Duration sinceLast, boolean regular) throws IOException {
        Path directory = root.resolve(application);
        Set<String> found = names(directory, SUFFIX);
        Map<String, InstanceFile> files = applications.computeIfAbsent(application, name -> new TreeMap<>());
        files.keySet().retainAll(found);
        for (String id : found) {
            Path path = directory.resolve(id + SUFFIX);
            InstanceFile file = files.computeIfAbsent(id, name -> new InstanceFile(path, application, id));
            try {
                if (file.look(Files.readAttributes(path, BasicFileAttributes.class), sinceLast, regular)) {
                    ignored++;
                }
                troubles.remove(path);
            } catch (NoSuchFileException e) {
                files.remove(id); // it has just gone
                troubles.forget(path);
            } catch (IOException e) {
                troubles.add(path, Troubles.text(e), "what it said before stays");
            }
        }
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
