package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that is said about one method, or about whatever else is meant, the strongest first for each setting. Immutable. */
final class Ranking {

    private final String service;
    private final Map<PolicySetting, List<Assignment>> said;

    private Ranking(String service, Map<PolicySetting, List<Assignment>> said) {
        this.service = service;
        this.said = said;
    }

    /** Ranks what is said about a service, a method of it, or with an empty name about all. */
    static Ranking of(String service, List<Assignment> all) {
        Map<PolicySetting, List<Assignment>> said = new EnumMap<>(PolicySetting.class);
        all.stream()
                .sorted(Assignment.STRONGEST_FIRST)
                .forEach(assignment -> said.computeIfAbsent(assignment.setting(), setting -> new ArrayList<>())
                        .add(assignment));
        return new Ranking(service, said);
    }

    /** The same, but what another one says of these settings. */
    Ranking with(List<PolicySetting> settings, Ranking other) {
        Map<PolicySetting, List<Assignment>> mixed = new EnumMap<>(PolicySetting.class);
        mixed.putAll(said);
        for (PolicySetting setting : settings) {
            mixed.remove(setting);
            if (other.said.containsKey(setting)) {
                mixed.put(setting, other.of(setting));
            }
        }
        return new Ranking(service, mixed);
    }

    /** The service; empty if it is about all. */
    String service() {
        return service;
    }

    /** What is said of a setting. */
    List<Assignment> of(PolicySetting setting) {
        return said.getOrDefault(setting, List.of());
    }

    /** What counts; null if nobody says anything. */
    @Nullable
    Assignment first(PolicySetting setting) {
        List<Assignment> all = of(setting);
        return all.isEmpty() ? null : all.get(0);
    }

    /** The value that counts, where somebody says one. */
    Map<PolicySetting, String> values() {
        Map<PolicySetting, String> values = new EnumMap<>(PolicySetting.class);
        said.forEach((setting, all) -> values.put(setting, all.get(0).value()));
        return values;
    }

    /** A setting with its value, for a text: {@code "deadline = 1s"}. */
    String describe(PolicySetting setting) {
        Assignment first = first(setting);
        return setting.key() + " = " + (first == null ? setting.standard().orElse("nothing") : first.value());
    }
}
