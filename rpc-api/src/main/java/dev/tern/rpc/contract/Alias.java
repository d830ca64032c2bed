package dev.tern.rpc.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds what has the same name on two sides, or was called so by one of them. */
final class Alias {

    private Alias() {}

    /** What has a name and perhaps others. */
    interface Named {

        /** The name it has now. */
        String name();

        /** Names by which others know it. */
        List<String> aliases();
    }

    /**
     * Who meets whom.
     *
     * @param slots by the writer's place: the reader's, or {@link Plan#NONE}
     * @param problems by the writer's place: why it is not clear who is meant; the slot is none then
     */
    record Match(List<Integer> slots, Map<Integer, String> problems) {}

    /**
     * Properties. The same name comes first, then an alias of the reader's, then one of the writer's; each meets at most one. Where two could meet
     * the same, neither does, and that is a problem: one value would be taken for the other.
     */
    static Match properties(List<? extends Named> written, List<? extends Named> read) {
        Match match = new Match(new ArrayList<>(byName(written, read)), new TreeMap<>());
        Set<Integer> taken = new HashSet<>();
        match.slots.stream().filter(slot -> slot != Plan.NONE).forEach(taken::add);
        Map<String, List<Integer>> aliases = aliases(read);
        Map<String, List<Integer>> names = names(read);
        for (boolean isReaders : new boolean[] {true, false}) {
            Map<Integer, List<Integer>> claims = new TreeMap<>();
            for (int i = 0; i < written.size(); i++) {
                if (match.slots.get(i) == Plan.NONE && !match.problems.containsKey(i)) {
                    List<Integer> found = isReaders
                            ? aliases.getOrDefault(written.get(i).name(), List.of())
                            : places(written.get(i).aliases(), names);
                    claim(
                            i,
                            found.stream().filter(slot -> !taken.contains(slot)).toList(),
                            claims,
                            written,
                            read,
                            match);
                }
            }
            claims.forEach((slot, writers) -> settle(slot, writers, written, read, match));
            taken.addAll(claims.keySet());
        }
        return match;
    }

    private static void claim(
            int writer,
            List<Integer> found,
            Map<Integer, List<Integer>> claims,
            List<? extends Named> written,
            List<? extends Named> read,
            Match match) {
        if (found.size() > 1) {
            match.problems.put(
                    writer,
                    "'" + written.get(writer).name() + "' could be '"
                            + read.get(found.get(0)).name() + "' or '"
                            + read.get(found.get(1)).name() + "' (expected: an alias of one of them only)");
        }
        found.forEach(
                slot -> claims.computeIfAbsent(slot, key -> new ArrayList<>()).add(writer));
    }

    private static void settle(
            int slot, List<Integer> writers, List<? extends Named> written, List<? extends Named> read, Match match) {
        for (int writer : writers) {
            if (writers.size() > 1) {
                match.problems.putIfAbsent(
                        writer,
                        "'" + written.get(writers.get(0)).name() + "' and '"
                                + written.get(writers.get(1)).name() + "' are both '"
                                + read.get(slot).name() + "' by their aliases (expected: one of them only)");
            }
            if (!match.problems.containsKey(writer)) {
                match.slots.set(writer, slot);
            }
        }
    }

    /** Constants, by the same rules, but several of the writer's can be one of the reader's; of several of the reader's it is the first. */
    static List<Integer> constants(List<? extends Named> written, List<? extends Named> read) {
        List<Integer> slots = new ArrayList<>(byName(written, read));
        Map<String, List<Integer>> aliases = aliases(read);
        Map<String, List<Integer>> names = names(read);
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i) == Plan.NONE) {
                List<Integer> found = aliases.getOrDefault(written.get(i).name(), List.of());
                found = found.isEmpty() ? places(written.get(i).aliases(), names) : found;
                slots.set(i, found.isEmpty() ? Plan.NONE : found.get(0));
            }
        }
        return slots;
    }

    private static List<Integer> byName(List<? extends Named> written, List<? extends Named> read) {
        Map<String, List<Integer>> names = names(read);
        return written.stream()
                .map(named ->
                        names.getOrDefault(named.name(), List.of(Plan.NONE)).get(0))
                .toList();
    }

    private static Map<String, List<Integer>> names(List<? extends Named> all) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            places.putIfAbsent(all.get(i).name(), List.of(i));
        }
        return places;
    }

    private static Map<String, List<Integer>> aliases(List<? extends Named> all) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            for (String alias : Set.copyOf(all.get(i).aliases())) {
                places.computeIfAbsent(alias, key -> new ArrayList<>()).add(i);
            }
        }
        return places;
    }

    private static List<Integer> places(List<String> aliases, Map<String, List<Integer>> names) {
        return aliases.stream()
                .flatMap(alias -> names.getOrDefault(alias, List.of()).stream())
                .distinct()
                .sorted()
                .toList();
    }
}
