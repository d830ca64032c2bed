package dev.tern.rpc.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which method of a provider's contract a method of a consumer's means: the one with the same signature, else one that an alias of either side
 * names, else the one of the same name if it is unique on both sides.
 *
 * <p>An alias of the consumer's never leads to a method that the consumer still has under its own signature: that is another method by now. Of
 * several that aliases name the one with the same parameters is meant; if that leaves more than one, none is.
 */
final class MethodMatcher {

    private static final int MAX_NAMES = 10;

    private final Contract provider;
    private final Map<String, Integer> signatures = new HashMap<>();
    private final Map<String, List<Integer>> names = new HashMap<>();
    private final Map<String, List<Integer>> aliases = new HashMap<>();
    private final Map<String, Integer> consumerNames = new HashMap<>();
    private final Map<String, ContractMethod> consumerSignatures = new HashMap<>();

    MethodMatcher(Contract consumer, Contract provider) {
        this.provider = provider;
        for (int i = 0; i < provider.methods().size(); i++) {
            ContractMethod method = provider.methods().get(i);
            signatures.put(method.signature(), i);
            names.computeIfAbsent(method.name(), name -> new ArrayList<>()).add(i);
            for (String alias : method.aliases()) {
                aliases.computeIfAbsent(alias, name -> new ArrayList<>()).add(i);
            }
        }
        for (ContractMethod method : consumer.methods()) {
            consumerNames.merge(method.name(), 1, Integer::sum);
            consumerSignatures.put(method.signature(), method);
        }
    }

    /** The numbers of the provider's methods that this one can mean: one if all is well. */
    List<Integer> find(ContractMethod method) {
        Integer exact = signatures.get(method.signature());
        if (exact != null) {
            return List.of(exact);
        }
        List<Integer> aliased = byAlias(method);
        if (!aliased.isEmpty()) {
            return aliased;
        }
        List<Integer> named = names.getOrDefault(method.name(), List.of());
        boolean isUnique = named.size() == 1 && consumerNames.getOrDefault(method.name(), 0) == 1;
        return isUnique ? named : List.of();
    }

    private List<Integer> byAlias(ContractMethod method) {
        TreeSet<Integer> found = new TreeSet<>(aliases.getOrDefault(method.signature(), List.of()));
        found.addAll(aliases.getOrDefault(method.name(), List.of()));
        for (String alias : method.aliases()) {
            Integer signature = signatures.get(alias);
            (signature == null ? names.getOrDefault(alias, List.of()) : List.of(signature))
                    .stream().filter(number -> !isConsumers(number)).forEach(found::add);
        }
        List<Integer> same = found.stream()
                .filter(number -> parameters(provider.methods().get(number)).equals(parameters(method)))
                .toList();
        return same.size() == 1 ? same : List.copyOf(found);
    }

    private boolean isConsumers(int number) {
        return consumerSignatures.containsKey(provider.methods().get(number).signature());
    }

    private static String parameters(ContractMethod method) {
        return method.signature().substring(method.signature().indexOf('('));
    }

    /** What to say of a method that could be several. */
    String ambiguous(List<Integer> found) {
        return "it could be " + provider.methods().get(found.get(0)).signature() + " or "
                + provider.methods().get(found.get(1)).signature() + " by their aliases (expected: one of them only)";
    }

    /** What to say of a method that the provider does not have. */
    String missing() {
        List<String> all =
                provider.methods().stream().map(ContractMethod::signature).toList();
        String shown = String.join(", ", all.subList(0, Math.min(MAX_NAMES, all.size())));
        return "the provider's contract has no such method (expected: one of " + shown
                + (all.size() > MAX_NAMES ? " and " + (all.size() - MAX_NAMES) + " more" : "") + ")";
    }
}
