package dev.tern.rpc.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What a source says by now, and what it said before, by key. Immutable, as long as nobody changes the maps. */
final class Change {

    private final Map<String, Assignment> now;
    private final Map<String, Assignment> before;
    private final Map<String, List<Assignment>> gone; // by the service that it was for; empty for all

    Change(Map<String, Assignment> now, Map<String, Assignment> before) {
        this.now = now;
        this.before = before;
        this.gone = before.values().stream()
                .filter(assignment -> !now.containsKey(assignment.key()))
                .collect(Collectors.groupingBy(assignment -> assignment.name().service()));
    }

    /** Whether this is what the source says by now, and did not say before. */
    boolean isNew(Assignment assignment) {
        return assignment.equals(now.get(assignment.key())) && !assignment.equals(before.get(assignment.key()));
    }

    /** What it said before of a service, and then of all, under keys that it does not have any more. */
    List<Assignment> gone(String service) {
        List<Assignment> ofAll = gone.getOrDefault("", List.of());
        if (service.isEmpty()) {
            return ofAll;
        }
        List<Assignment> both = new ArrayList<>(gone.getOrDefault(service, List.of()));
        both.addAll(ofAll);
        return both;
    }

    /** What a key is for that is new, or gone. */
    SettingName name(String key) {
        Assignment found = now.get(key);
        return found == null ? Objects.requireNonNull(before.get(key)).name() : found.name();
    }
}
