package dev.tern.rpc.contract;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Plans and their parts, which can contain each other. Tells each plan what is true of it because of its parts. A contract may come from anybody
 * and chain thousands of types, so nothing here recurses, and all of it takes time in proportion to the number of parts.
 */
final class PlanGraph {

    private final List<Plan> plans;
    private final Map<Plan, Integer> numbers = new HashMap<>();
    private final int[][] parts;
    private final int[][] users;

    PlanGraph(Collection<Plan> plans) {
        this.plans = List.copyOf(plans);
        for (int i = 0; i < this.plans.size(); i++) {
            numbers.put(this.plans.get(i), i);
        }
        this.parts = this.plans.stream().map(this::parts).toArray(int[][]::new);
        this.users = reversed(parts);
    }

    private int[] parts(Plan plan) {
        return Arrays.stream(plan.partsOrNull())
                .filter(Objects::nonNull)
                .mapToInt(part -> number(part))
                .distinct()
                .filter(number -> number >= 0)
                .toArray();
    }

    private int number(@Nullable Plan plan) {
        return numbers.getOrDefault(plan, Plan.NONE);
    }

    private static int[][] reversed(int[][] edges) {
        List<List<Integer>> reversed = new ArrayList<>();
        for (int i = 0; i < edges.length; i++) {
            reversed.add(new ArrayList<>());
        }
        for (int from = 0; from < edges.length; from++) {
            for (int to : edges[from]) {
                reversed.get(to).add(from);
            }
        }
        return reversed.stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
    }

    /** Completes all plans. */
    void complete() {
        int[] toChange = distances(Plan::isChanged);
        int[] toProblem = distances(plan -> plan.problem() != null);
        boolean[] recursive = recursive();
        for (int i = 0; i < plans.size(); i++) {
            plans.get(i).become(toChange[i] != Plan.NONE, toProblem[i], recursive[i]);
        }
        plans.forEach(Plan::freeze);
    }

    /** How many steps it is from each plan to the nearest such one; none if there is none. */
    private int[] distances(Predicate<Plan> isGoal) {
        int[] distances = new int[plans.size()];
        Deque<Integer> open = new ArrayDeque<>();
        for (int i = 0; i < distances.length; i++) {
            boolean isFound = isGoal.test(plans.get(i));
            distances[i] = isFound ? 0 : Plan.NONE;
            if (isFound) {
                open.add(i);
            }
        }
        while (!open.isEmpty()) {
            int found = open.remove();
            for (int user : users[found]) {
                if (distances[user] == Plan.NONE) {
                    distances[user] = distances[found] + 1;
                    open.add(user);
                }
            }
        }
        return distances;
    }

    /** Which plans contain themselves: those in a cycle. Tarjan's algorithm, with a stack of its own. */
    private boolean[] recursive() {
        int size = plans.size();
        boolean[] recursive = new boolean[size];
        int[] order = new int[size]; // from 1; 0: not seen yet
        int[] lowest = new int[size];
        int[] next = new int[size]; // which part is looked at next
        boolean[] isOpen = new boolean[size];
        Deque<Integer> open = new ArrayDeque<>();
        Deque<Integer> path = new ArrayDeque<>();
        int seen = 0;
        for (int root = 0; root < size; root++) {
            if (order[root] == 0) {
                path.push(root);
            }
            while (!path.isEmpty()) {
                int at = path.element();
                if (order[at] == 0) {
                    order[at] = ++seen;
                    lowest[at] = seen;
                    isOpen[at] = true;
                    open.push(at);
                }
                if (next[at] < parts[at].length) {
                    int part = parts[at][next[at]++];
                    if (order[part] == 0) {
                        path.push(part);
                    } else if (isOpen[part]) {
                        lowest[at] = Math.min(lowest[at], order[part]);
                        recursive[at] |= part == at;
                    }
                    continue;
                }
                path.pop();
                if (!path.isEmpty()) {
                    lowest[path.element()] = Math.min(lowest[path.element()], lowest[at]);
                }
                if (lowest[at] == order[at]) {
                    close(at, open, isOpen, recursive);
                }
            }
        }
        return recursive;
    }

    /** Takes a group of plans that contain each other off the stack. */
    private static void close(int first, Deque<Integer> open, boolean[] isOpen, boolean[] recursive) {
        boolean isAlone = open.element() == first;
        int member;
        do {
            member = open.pop();
            isOpen[member] = false;
            recursive[member] |= !isAlone;
        } while (member != first);
    }
}
