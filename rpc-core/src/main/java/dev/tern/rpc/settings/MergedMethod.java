package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All that is said about one method, the strongest first for each setting. Immutable. */
final class MergedMethod {

    private final MethodDescriptor contracts;
    private final MethodDescriptor merged;
    private final Map<PolicySetting, List<Assignment>> values = new EnumMap<>(PolicySetting.class);

    /**
     * Merges.
     *
     * @param contracts the method as its annotations have it
     * @param others what all other sources say about it, among more
     */
    MergedMethod(MethodDescriptor contracts, List<Assignment> others) {
        this.contracts = contracts;
        List<Assignment> all = new ArrayList<>(Assignment.annotations(contracts));
        others.stream().filter(assignment -> assignment.covers(contracts)).forEach(all::add);
        all.sort(Assignment.STRONGEST_FIRST);
        all.forEach(assignment -> values.computeIfAbsent(assignment.setting(), setting -> new ArrayList<>())
                .add(assignment));
        merged = contracts.withPolicy(policy());
    }

    private MethodPolicy policy() {
        Map<PolicySetting, String> effective = new EnumMap<>(PolicySetting.class);
        values.forEach((setting, assignments) -> {
            if (ServiceCheck.works(setting, contracts)) { // else a change of it would exchange a chain for the same
                effective.put(setting, assignments.get(0).value());
            }
        });
        return contracts.policy().with(effective);
    }

    /** The method with the policy that all sources come to. */
    MethodDescriptor method() {
        return merged;
    }

    /** Each value, where it comes from, and what it overrode, a line each. */
    List<String> explain() {
        List<String> heads = new ArrayList<>();
        List<String> tails = new ArrayList<>();
        for (PolicySetting setting : PolicySetting.values()) {
            String standard = setting.standard().orElse("nothing");
            List<Assignment> said = values.getOrDefault(setting, List.of());
            heads.add(setting.key() + " = "
                    + (said.isEmpty() ? standard : said.get(0).value()));
            tails.add(tail(said, standard)
                    + (ServiceCheck.works(setting, contracts)
                            ? ""
                            : "; without effect: the method is not @Idempotent"));
        }
        int width = heads.stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < heads.size(); i++) {
            lines.add(heads.get(i) + " ".repeat(width - heads.get(i).length() + 2) + tails.get(i));
        }
        return lines;
    }

    private static String tail(List<Assignment> said, String standard) {
        if (said.isEmpty()) {
            return "default";
        }
        StringBuilder text = new StringBuilder(said.get(0).origin()).append(", over ");
        for (Assignment overridden : said.subList(1, said.size())) {
            text.append(overridden.origin())
                    .append(' ')
                    .append(overridden.value())
                    .append(", ");
        }
        return text.append("default ").append(standard).toString();
    }
}
