package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.SettingsSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that names settings as {@link SettingName} says: a file, a configuration centre, the system properties. It can change; of a key whose new value is not right the last
 * good one stays. Guarded by the lock of {@link Settings}, but for {@link #ask}, which runs users' code.
 */
final class NamedLayer implements Layer {

    private static final Logger LOG = LoggerFactory.getLogger(NamedLayer.class);

    private final SettingsSource source;
    private final String name; // asked for once: it is users' code
    private final int rank;
    private final boolean shared;
    private final Party party;
    private Map<String, Assignment> accepted = new TreeMap<>();
    private Map<String, Problem> refused = new TreeMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private int read; // the last answer that counts

    /**
     * What the source said when it was asked.
     *
     * @param number of all answers the later one has the higher: two threads may ask at a time
     * @param values of the names, without nulls
     * @param failure why there are none; null if there are
     */
    record Answer(
            int number,
            Map<String, String> values,
            @Nullable Throwable failure) {}

    /**
     * A source that has not been read.
     *
     * @param shared whether other programs keep things there under names that begin like ours: what is not known there is no error
     */
    NamedLayer(SettingsSource source, int rank, boolean shared, Party party) {
        this.source = source;
        this.name = source.name();
        this.rank = rank;
        this.shared = shared;
        this.party = party;
    }

    SettingsSource source() {
        return source;
    }

    String name() {
        return name;
    }

    /** Reads the source for the first time; what is not right comes back and does not count. */
    List<Problem> start() {
        return read(ask(), assignments -> List.of(), change -> List.of());
    }

    /** Asks the source. Without a lock: one that tells of changes under a lock of its own may want that lock here. */
    Answer ask() {
        int number = asked.incrementAndGet(); // before: what a later number is told is no older
        try {
            return new Answer(number, Map.copyOf(source.values()), null);
        } catch (RuntimeException | Error e) { // users' code, or a null in what it says
            return new Answer(number, Map.of(), e);
        }
    }

    /**
     * Takes what the source says now, unless a later answer has been taken. If it failed to say anything, all that it said before stays.
     *
     * @param services finds what is wrong with values for the methods of services that are in use
     * @param clashes finds what cannot be followed with all others, by what the layer says by then; some of it, if there is any
     * @return what was not already refused before
     */
    List<Problem> read(
            Answer answer,
            Function<List<Assignment>, List<Problem>> services,
            Function<Change, List<Problem>> clashes) {
        if (answer.number < read) {
            return List.of();
        }
        read = answer.number;
        Map<String, Assignment> before = accepted;
        Map<String, Assignment> good = new TreeMap<>();
        Map<String, Problem> bad = new TreeMap<>();
        if (answer.failure != null) {
            good.putAll(accepted);
            bad.putAll(refused);
            bad.put(
                    "",
                    new Problem(name, "", "cannot be read: " + answer.failure, "values that can be read at any time"));
        }
        new TreeMap<>(answer.values).forEach((key, value) -> read(key, value, good, bad));
        for (Problem problem : services.apply(List.copyOf(good.values()))) {
            good.remove(problem.key());
            bad.put(problem.key(), problem);
        }
        bad.keySet().forEach(key -> restore(key, before, good));
        accepted = good;
        List<Problem> found = clashes.apply(new Change(good, before));
        while (!found.isEmpty()) { // each time fewer keys that are not as before
            for (Problem problem : found) {
                bad.put(problem.key(), problem);
                restore(problem.key(), before, good);
            }
            found = clashes.apply(new Change(good, before));
        }
        List<Problem> news = new ArrayList<>(bad.values());
        news.removeAll(new HashSet<>(refused.values()));
        refused = bad;
        return news;
    }

    private static void restore(String key, Map<String, Assignment> before, Map<String, Assignment> good) {
        Assignment last = before.get(key);
        if (last == null) {
            good.remove(key);
        } else {
            good.put(key, last);
        }
    }

    private void read(String key, String value, Map<String, Assignment> good, Map<String, Problem> bad) {
        SettingName meant;
        try {
            meant = SettingName.parse(key);
        } catch (IllegalArgumentException e) {
            if (!shared) {
                bad.put(key, new Problem(name, key, value, String.valueOf(e.getMessage())));
            } else if (key.startsWith(SettingName.PREFIX) && !SettingName.OF_BUILDERS.contains(key)) {
                LOG.warn("{}: {} is no setting of Tern's (expected: {})", name, key, e.getMessage());
            }
            return;
        }
        Assignment assignment = new Assignment(meant, value.strip(), name, key, rank);
        List<Problem> problems = assignment.check();
        if (problems.isEmpty()) {
            good.put(key, assignment);
        } else {
            bad.put(key, problems.get(0));
        }
    }

    @Override
    public Collection<Assignment> all() {
        return accepted.values();
    }

    @Override
    public List<Assignment> assignments(ServiceDescriptor service) {
        return accepted.values().stream()
                .filter(assignment -> party.follows(assignment, service))
                .toList();
    }

    @Override
    public List<Problem> problems(ServiceDescriptor service) {
        return new ServiceCheck(service, party).problems(assignments(service));
    }

    @Override
    public List<Refused> refused() {
        List<Refused> all = new ArrayList<>();
        if (source instanceof SettingsFile file && file.problem() != null) {
            all.add(new Refused(null, name + ": " + file.problem() + "; what it said before stays"));
        }
        refused.forEach((key, problem) -> {
            Assignment last = accepted.get(key);
            String stays =
                    key.isEmpty() ? "; what it said before stays" : last == null ? "" : "; " + last.value() + " stays";
            all.add(new Refused(meant(key), problem + stays));
        });
        return all;
    }

    /** What a refused key is for; null if nobody can tell. */
    private @Nullable Assignment meant(String key) {
        try {
            return new Assignment(SettingName.parse(key), "", name, key, rank);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
