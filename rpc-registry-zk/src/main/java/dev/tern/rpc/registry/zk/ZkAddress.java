package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.RegistryUri;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the nodes are: which servers, and under which of their nodes; and what to show and to demand there.
 *
 * @param servers {@code host:port}, several separated by commas
 * @param root the absolute path of the node above all of the registry's
 * @param credentials the file that holds user and password; null for none
 * @param access who may do what with nodes that are created
 * @param session how long ZooKeeper keeps the node of a process that is gone without a goodbye; servers bound it, usually to 4 to 40 s
 */
record ZkAddress(String servers, String root, @Nullable Path credentials, Access access, Duration session) {

    /**
     * The session timeout unless the URI says another. Short is of little use, because consumers notice a dead connection by themselves within a second; long pauses of the collector
     * and a change of ZooKeeper's leader should not end a session. A third of it is the longest silence before a ping, two thirds the longest wait for its answer.
     */
    static final Duration STANDARD_SESSION = Duration.ofSeconds(15);

    private static final String SESSION = "session";
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,3})s");
    private static final int LEAST_SECONDS = 4;
    private static final int MOST_SECONDS = 300;
    private static final String CREDENTIALS = "credentials";
    private static final String ACCESS = "access";

    private static final String DEFAULT_ROOT = "/tern";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_.-]+)+");
    private static final Pattern DOTS = Pattern.compile("/\\.\\.?(/|$)");
    private static final String RESERVED = "/zookeeper";

    /**
     * Reads a URI of the scheme {@code zk}.
     *
     * @throws IllegalArgumentException if a host, a port or the path is not right
     */
    static ZkAddress of(RegistryUri uri) {
        if (uri.authority().contains("@") || uri.path().contains("@")) {
            // The text is not repeated: what stands before the '@' may be a password.
            throw new IllegalArgumentException(
                    "registry zk://...: it holds an '@' (expected: no user and password in it, but ?credentials=/path/file with a file that holds user:password)");
        }
        uri.checkParameters(Set.of(CREDENTIALS, ACCESS, SESSION));
        for (String server : uri.authority().split(",", -1)) {
            checkServer(uri, server);
        }
        String root = uri.path().isEmpty() ? DEFAULT_ROOT : uri.path();
        if (!PATH.matcher(root).matches() || DOTS.matcher(root).find()) {
            throw bad(uri, "path '" + root + "'", "names of letters, digits, '-', '_' or '.', each after one '/'");
        }
        if (root.equals(RESERVED) || root.startsWith(RESERVED + "/")) {
            throw bad(uri, "path '" + root + "'", "not under " + RESERVED + ", which is ZooKeeper's own");
        }
        Path credentials = credentials(uri);
        return new ZkAddress(uri.authority(), root, credentials, access(uri, credentials != null), session(uri));
    }

    private static Duration session(RegistryUri uri) {
        String text = uri.parameters().get(SESSION);
        if (text == null) {
            return STANDARD_SESSION;
        }
        Matcher seconds = SECONDS.matcher(text);
        int length = seconds.matches() ? Integer.parseInt(seconds.group(1)) : 0;
        if (length < LEAST_SECONDS || length > MOST_SECONDS) {
            throw bad(uri, "session '" + text + "'", LEAST_SECONDS + "s to " + MOST_SECONDS + "s");
        }
        return Duration.ofSeconds(length);
    }

    private static @Nullable Path credentials(RegistryUri uri) {
        String file = uri.parameters().get(CREDENTIALS);
        if (file == null) {
            return null;
        }
        try {
            Path path = Path.of(file);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException e) {
            // refused like one that is not absolute
        }
        throw bad(uri, "credentials '" + file + "'", "the absolute path of a file that holds user:password");
    }

    private static Access access(RegistryUri uri, boolean known) {
        String name = uri.parameters().get(ACCESS);
        if (name == null) {
            return known ? Access.READABLE : Access.OPEN;
        }
        for (Access access : Access.values()) {
            if (access.name().toLowerCase(Locale.ROOT).equals(name)) {
                if (access.needsCredentials() && !known) {
                    throw bad(uri, "access '" + name + "'", "credentials too, or access=open");
                }
                return access;
            }
        }
        throw bad(uri, "access '" + name + "'", "open, readable or private");
    }

    private static void checkServer(RegistryUri uri, String server) {
        int colon = server.lastIndexOf(':');
        if (colon < 0 || server.endsWith("]")) {
            throw bad(uri, "server '" + server + "' has no port", "host:port, such as 127.0.0.1:2181");
        }
        String host = server.substring(0, colon);
        if (!HOST.matcher(host).matches()) {
            throw bad(
                    uri, "server '" + server + "' has host '" + host + "'", "a name, an IPv4 address or [an IPv6 one]");
        }
        String port = server.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) < 1 || Integer.parseInt(port) > 65535) {
            throw bad(uri, "server '" + server + "' has port '" + port + "'", "1 to 65535");
        }
    }

    private static IllegalArgumentException bad(RegistryUri uri, String what, String expectation) {
        return new IllegalArgumentException("registry " + uri + ": " + what + " (expected: " + expectation + ")");
    }

    /** The URI with the path that is in effect. */
    @Override
    public String toString() {
        return "zk://" + servers + root;
    }
}
