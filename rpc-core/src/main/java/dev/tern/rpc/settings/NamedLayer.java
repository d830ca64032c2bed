package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.SettingsSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source that names settings as {@link SettingName} says: a file, a configuration centre, the system properties. It can change; of a key whose new value is not right the last
 * good one stays. Guarded by the lock of {@link Settings}.
 */
final class NamedLayer implements Layer {

    private static final Logger LOG = LoggerFactory.getLogger(NamedLayer.class);

    private final SettingsSource source;
    private final int rank;
    private final boolean shared;
    private final String application;
    private Map<String, Assignment> accepted = new TreeMap<>();
    private Map<String, Problem> refused = new TreeMap<>();

    /**
     * A source that has not been read.
     *
     * @param shared whether other programs keep things there under names that begin like ours: what is not known there is no error
     */
    NamedLayer(SettingsSource source, int rank, boolean shared, String application) {
        this.source = source;
        this.rank = rank;
        this.shared = shared;
        this.application = application;
    }

    SettingsSource source() {
        return source;
    }

    /** Reads the source for the first time; what is not right comes back and does not count. */
    List<Problem> start() {
        return read(assignments -> List.of());
    }

    /**
     * Reads the source again.
     *
     * @param services finds what is wrong with values for the methods of services that are in use
     * @return what was not already refused before
     */
    List<Problem> read(Function<List<Assignment>, List<Problem>> services) {
        Map<String, Assignment> good = new TreeMap<>();
        Map<String, Problem> bad = new TreeMap<>();
        new TreeMap<>(source.values()).forEach((key, value) -> read(key, value, good, bad));
        for (Problem problem : services.apply(List.copyOf(good.values()))) {
            good.remove(problem.key());
            bad.put(problem.key(), problem);
        }
        for (String key : bad.keySet()) {
            Assignment last = accepted.get(key);
            if (last != null) {
                good.put(key, last);
            }
        }
        List<Problem> news = new ArrayList<>(bad.values());
        news.removeAll(new HashSet<>(refused.values()));
        accepted = good;
        refused = bad;
        return news;
    }

    private void read(String key, String value, Map<String, Assignment> good, Map<String, Problem> bad) {
        SettingName name;
        try {
            name = SettingName.parse(key);
        } catch (IllegalArgumentException e) {
            if (!shared) {
                bad.put(key, new Problem(source.name(), key, value, String.valueOf(e.getMessage())));
            } else if (key.startsWith(SettingName.PREFIX)) {
                LOG.warn("{}: {} is no setting of Tern's (expected: {})", source.name(), key, e.getMessage());
            }
            return;
        }
        Assignment assignment = new Assignment(name, value.strip(), source.name(), key, rank);
        List<Problem> problems = assignment.check();
        if (problems.isEmpty()) {
            good.put(key, assignment);
        } else {
            bad.put(key, problems.get(0));
        }
    }

    @Override
    public List<Assignment> assignments(ServiceDescriptor service) {
        return accepted.values().stream()
                .filter(assignment -> assignment.concerns(service, application))
                .toList();
    }

    @Override
    public List<Problem> problems(ServiceDescriptor service) {
        return new ServiceCheck(service).problems(assignments(service));
    }

    @Override
    public List<String> refusals(ServiceDescriptor service) {
        List<String> all = new ArrayList<>();
        if (source instanceof SettingsFile file && file.problem() != null) {
            all.add(source.name() + ": " + file.problem() + "; what it said before stays");
        }
        refused.forEach((key, problem) -> {
            if (concerns(key, service)) {
                Assignment last = accepted.get(key);
                all.add(problem + (last == null ? "" : "; " + last.value() + " stays"));
            }
        });
        return all;
    }

    /** Whether a refused key is for the service, or for nobody can tell what. */
    private boolean concerns(String key, ServiceDescriptor service) {
        try {
            return new Assignment(SettingName.parse(key), "", "", key, rank).concerns(service, application);
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
