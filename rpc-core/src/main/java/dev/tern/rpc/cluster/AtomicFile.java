package dev.tern.rpc.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files that only their owner can read, and that are either as before or as they should be, also after a power failure. */
final class AtomicFile {

    static final String TEMPORARY = ".tmp";
    private static final FileAttribute<?>[] NONE = {};

    private AtomicFile() {}

    /** Makes a folder that only its owner can enter, and those above it, unless they are there. */
    static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder, owners(folder, "rwx------"));
        }
    }

    /**
     * Refuses a folder in which another user could put files, or in place of ours.
     *
     * @param owner this user; null if that is not known
     * @throws IOException if it is another's or others can write it
     */
    static void checkFolder(Path folder, @Nullable UserPrincipal owner) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view != null) {
            checkOwned(view.readAttributes(), owner, "rwx------");
        }
    }

    private static void checkOwned(PosixFileAttributes found, @Nullable UserPrincipal owner, String expected)
            throws IOException {
        if (owner != null && !found.owner().equals(owner)) {
            throw new IOException("belongs to " + found.owner().getName() + " (expected: " + owner.getName() + ")");
        }
        if (found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || found.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("can be written by others (expected: permissions " + expected + ")");
        }
    }

    /** Before it is opened: to open a pipe would wait for its other end. */
    private static void checkRegular(BasicFileAttributes found) throws IOException {
        if (!found.isRegularFile()) {
            throw new IOException("is no file (expected: one, not a link)");
        }
    }

    /** Opens a file to lock it, and makes it unless it is there. */
    static FileChannel openLock(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            checkRegular(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        }
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                owners(file, "rw-------"));
    }

    /** Replaces a file's content. If that fails it is as before, and nothing else is left. */
    static void replace(Path file, byte[] content) throws IOException {
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        Path written = Files.createTempFile(folder, file.getFileName() + ".", TEMPORARY, owners(file, "rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
        forceFolder(folder);
    }

    /** So that the new name is there after a power failure; not every system can. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return; // Windows opens no folders: then the old name may be there
        }
    }

    /**
     * The content of a file that nobody but this user can have written. What is checked is what is read only in a folder that others cannot write.
     *
     * @param owner this user; null if that is not known
     * @throws IOException if it is another's, no file, too large, or cannot be read
     */
    static byte[] readOwn(Path file, int maxBytes, @Nullable UserPrincipal owner) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        checkRegular(Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        if (view != null) {
            checkOwned(view.readAttributes(), owner, "rw-------");
        }
        try (InputStream in = Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(maxBytes + 1);
            if (content.length > maxBytes) {
                throw new IOException("has more than " + maxBytes + " bytes (expected: at most that)");
            }
            return content;
        }
    }

    /** Who runs this process; null if the system does not tell. */
    static @Nullable UserPrincipal user(Path folder) {
        Path self = Path.of("/proc/self"); // right also for a user without a name, as containers have
        try {
            return Files.exists(self)
                    ? Files.getOwner(self)
                    : folder.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    private static FileAttribute<?>[] owners(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }
}
