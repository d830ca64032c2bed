package dev.tern.rpc.processor;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractChange;
import dev.tern.rpc.contract.ContractChange.Broken;
import dev.tern.rpc.contract.ContractChanges;
import dev.tern.rpc.contract.ContractLocks;
import dev.tern.rpc.contract.ContractText;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/**
 * Compares contracts with those that were locked, in the folder that the option names. Reads only: the new lock is the resource in the class
 * output, and messages hold the command that copies it.
 */
final class ContractLock {

    /** The option: the absolute path of the folder. */
    static final String OPTION = "tern.lock";

    private static final Pattern PLAIN = Pattern.compile("[\\w./:@%+=,-]+");

    private final String option;
    private final @Nullable Path folder;
    private boolean isOptionRefused;

    private ContractLock(String option) {
        this.option = option;
        this.folder = absolute(option);
    }

    /** The locks of this option's value. */
    static ContractLock of(@Nullable String option) {
        return new ContractLock(Objects.requireNonNullElse(option, ""));
    }

    private static @Nullable Path absolute(String option) {
        try {
            Path path = Path.of(option);
            return path.isAbsolute() ? path : null;
        } catch (InvalidPathException e) {
            return null;
        }
    }

    /**
     * Notes what differs from the lock.
     *
     * @param resource where the contract was written to
     */
    void check(
            Contract contract, TypeElement service, String binaryName, URI resource, Places places, Problems problems) {
        if (folder == null) {
            if (!isOptionRefused) {
                problems.add(Diagnostic.RELATIVE_LOCK, service, null, option);
            }
            isOptionRefused = true; // once is enough
            return;
        }
        String name = Names.kindAndName(service);
        Path file = folder.resolve(ContractLocks.fileName(binaryName));
        String command = command(resource, file);
        if (!Files.exists(file)) {
            problems.add(Diagnostic.NO_LOCK, service, null, name, command);
            return;
        }
        try {
            Contract locked = ContractText.parse(Files.readString(file));
            compare(ContractChanges.between(locked, contract), service, command, places, problems);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(
                    Diagnostic.UNREADABLE_LOCK, service, null, name, String.valueOf(e.getMessage()), file, command);
        }
    }

    private static void compare(
            List<ContractChange> changes, TypeElement service, String command, Places places, Problems problems) {
        for (ContractChange change : changes) {
            if (change.isBreaking()) {
                problems.add(
                        Diagnostic.BREAKING_CHANGE,
                        places.elements(change.place()),
                        Names.simple(service),
                        change.place(),
                        change.what(),
                        Broken.text(change.broken()),
                        change.remedy(),
                        command);
            }
        }
        String others = changes.stream()
                .filter(change -> !change.isBreaking())
                .flatMap(change -> Stream.of("- " + change, "  " + change.remedy()))
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n  "));
        boolean isBroken = changes.stream().anyMatch(ContractChange::isBreaking);
        if (!others.isEmpty()) {
            problems.add(
                    Diagnostic.COMPATIBLE_CHANGE,
                    service,
                    null,
                    Names.kindAndName(service),
                    others,
                    isBroken ? "when the errors are gone" : command);
        }
    }

    // ---------------------------------------------------------------- the command

    private static String command(URI resource, Path lock) {
        Path parent = Optional.ofNullable(lock.getParent()).orElse(lock);
        boolean isWindows = File.separatorChar == '\\';
        String from = quoted(path(resource));
        String folder = quoted(parent.toString());
        String copy = (isWindows ? "copy " : "cp ") + from + " " + quoted(lock.toString());
        return Files.isDirectory(parent) ? copy : (isWindows ? "mkdir " : "mkdir -p ") + folder + " && " + copy;
    }

    /** The file, as far as the compiler tells; it can keep its output elsewhere. */
    private static String path(URI resource) {
        return "file".equals(resource.getScheme()) ? Path.of(resource).toString() : resource.toString();
    }

    private static String quoted(String path) {
        if (PLAIN.matcher(path).matches()) {
            return path;
        }
        return File.separatorChar == '\\' ? '"' + path + '"' : "'" + path.replace("'", "'\\''") + "'";
    }
}
