package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All that is said about one method, to one side. Immutable. */
final class MergedMethod {

    private final MethodDescriptor contracts;
    private final Party party;
    private final Ranking ranking;
    private final MethodDescriptor merged;

    /**
     * Merges.
     *
     * @param contracts the method as its annotations have it
     * @param others what all other sources say about it, among more
     */
    static MergedMethod of(MethodDescriptor contracts, List<Assignment> others, Party party) {
        List<Assignment> all = new ArrayList<>(Assignment.annotations(contracts));
        others.stream().filter(assignment -> assignment.covers(contracts)).forEach(all::add);
        return new MergedMethod(
                contracts,
                party,
                Ranking.of(
                        contracts.service(), all.stream().filter(party::isMine).toList()));
    }

    private MergedMethod(MethodDescriptor contracts, Party party, Ranking ranking) {
        this.contracts = contracts;
        this.party = party;
        this.ranking = ranking;
        this.merged = contracts.withPolicy(policy());
    }

    private MethodPolicy policy() {
        Map<PolicySetting, String> effective = ranking.values();
        effective
                .keySet()
                .removeIf(setting ->
                        !ServiceCheck.works(setting, contracts)); // a change would exchange a chain for the same
        return contracts.policy().with(effective);
    }

    /** The method with the policy that all sources come to. */
    MethodDescriptor method() {
        return merged;
    }

    Ranking ranking() {
        return ranking;
    }

    boolean isAs(MergedMethod other) {
        return merged.policy().equals(other.merged.policy());
    }

    /** The same, but these settings as another one has them. */
    MergedMethod with(List<PolicySetting> settings, MergedMethod other) {
        return new MergedMethod(contracts, party, ranking.with(settings, other.ranking));
    }

    /** The settings that another one has otherwise; together those that make one policy: they may go together only. */
    Collection<List<PolicySetting>> differences(MergedMethod other) {
        Map<PolicySetting, String> mine = merged.policy().onMethod();
        Map<PolicySetting, String> others = other.merged.policy().onMethod();
        Map<String, List<PolicySetting>> groups = new LinkedHashMap<>();
        for (PolicySetting setting : PolicySetting.values()) {
            if (!Objects.equals(mine.get(setting), others.get(setting))) {
                groups.computeIfAbsent(group(setting), name -> new ArrayList<>())
                        .add(setting);
            }
        }
        return groups.values();
    }

    private static String group(PolicySetting setting) {
        int dot = setting.key().lastIndexOf('.');
        return dot < 0 ? setting.key() : setting.key().substring(0, dot);
    }

    /**
     * Each value, where it comes from, and what it overrode, a line each; below it what is refused.
     *
     * @param refusals texts, by setting
     */
    List<String> explain(Map<PolicySetting, List<String>> refusals) {
        List<PolicySetting> settings = Arrays.stream(PolicySetting.values())
                .filter(setting -> setting.side() == party.side())
                .toList();
        int width = settings.stream()
                .mapToInt(setting -> ranking.describe(setting).length())
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        for (PolicySetting setting : settings) {
            String head = ranking.describe(setting);
            lines.add(head + " ".repeat(width - head.length() + 2) + tail(setting) + remark(setting));
            refusals.getOrDefault(setting, List.of()).forEach(refusal -> lines.add("  refused: " + refusal));
        }
        return lines;
    }

    private String tail(PolicySetting setting) {
        List<Assignment> said = ranking.of(setting);
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
        return text.append("default ")
                .append(setting.standard().orElse("nothing"))
                .toString();
    }

    private String remark(PolicySetting setting) {
        if (!ServiceCheck.works(setting, contracts)) {
            return "; without effect: the method is not @Idempotent";
        }
        boolean isPeriod =
                setting == PolicySetting.RATE_LIMIT_PERIOD || setting == PolicySetting.SERVER_RATE_LIMIT_PERIOD;
        PolicySetting permits = setting == PolicySetting.RATE_LIMIT_PERIOD
                ? PolicySetting.RATE_LIMIT_PERMITS
                : PolicySetting.SERVER_RATE_LIMIT_PERMITS;
        return isPeriod && ranking.first(setting) != null && ranking.first(permits) == null
                ? "; without effect: nobody sets " + permits
                : "";
    }
}
