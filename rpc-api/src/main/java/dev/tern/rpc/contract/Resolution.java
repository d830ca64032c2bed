package dev.tern.rpc.contract;

import dev.tern.rpc.contract.PlanBuilder.Member;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer and a provider with different contracts make of each other: which methods meet, and by which plans each reads what the other
 * writes. Both sides compute the same from the same two contracts.
 *
 * <p>Methods meet by signature, else by an alias of either side, else by name where that is unique on both sides. Parameters meet by place,
 * properties and constants by name or alias, subtypes by name. The rules are in {@code docs/contract.md}; they follow Avro's schema resolution.
 */
public final class Resolution {

    private static final String RESULT = "result";
    private static final int MAX_PATH = 8;

    private final List<Method> methods;

    private Resolution(List<Method> methods) {
        this.methods = List.copyOf(methods);
    }

    /**
     * A method of the consumer's contract.
     *
     * @param consumer the consumer's method
     * @param provider the provider's number of the method, {@link Plan#NONE} if it has none
     * @param arguments how the provider reads the arguments
     * @param result how the consumer reads the result
     * @param exceptions what the consumer makes of the provider's declared exceptions, by the provider's order
     * @param problem why the method cannot be called; null if it can
     */
    public record Method(
            ContractMethod consumer,
            int provider,
            @Nullable Plan arguments,
            @Nullable Plan result,
            List<Thrown> exceptions,
            @Nullable String problem) {

        /** Whether both sides have it and can read each other. */
        public boolean isCallable() {
            return problem == null;
        }
    }

    /**
     * A declared exception of the provider's.
     *
     * @param name its name in the provider's contract
     * @param index its place among the consumer's, {@link Plan#NONE} if the consumer does not declare it
     * @param plan how the consumer reads it; if it does not declare it, as its own provider would
     */
    public record Thrown(String name, int index, Plan plan) {}

    /** The consumer's methods, by their numbers. */
    public List<Method> methods() {
        return methods;
    }

    /** How many steps the plans have by which the provider reads arguments, each plan counted once: what keeping them costs. */
    public int argumentSteps() {
        Set<Plan> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Plan> left = new ArrayDeque<>();
        methods.stream()
                .filter(Method::isCallable)
                .forEach(method -> left.add(Objects.requireNonNull(method.arguments)));
        int steps = 0;
        for (Plan plan = left.poll(); plan != null; plan = left.poll()) {
            if (counted.add(plan)) {
                steps += plan.steps();
                for (int step = 0; step < plan.steps(); step++) {
                    Plan part = plan.part(step);
                    if (part != null) {
                        left.add(part);
                    }
                }
            }
        }
        return steps;
    }

    /** Compares two contracts. */
    public static Resolution of(Contract consumer, Contract provider) {
        PlanBuilder requests = new PlanBuilder(consumer, provider);
        PlanBuilder answers = new PlanBuilder(provider, consumer);
        PlanBuilder foreign = new PlanBuilder(provider, provider);
        List<Plan> requestRoots = new ArrayList<>();
        List<Plan> answerRoots = new ArrayList<>();
        List<Plan> foreignRoots = new ArrayList<>();
        List<Method> found = new ArrayList<>();
        MethodMatcher matcher = new MethodMatcher(consumer, provider);
        ParameterRules parameters = new ParameterRules(consumer, provider);
        String missing = matcher.missing();
        for (ContractMethod method : consumer.methods()) {
            List<Integer> numbers = matcher.find(method);
            if (numbers.size() != 1) {
                String problem = numbers.isEmpty() ? missing : matcher.ambiguous(numbers);
                found.add(new Method(method, Plan.NONE, null, null, List.of(), problem));
                continue;
            }
            int number = numbers.get(0);
            ContractMethod other = provider.methods().get(number);
            Plan arguments = arguments(requests, method, other);
            Plan result = result(answers, method, other);
            requestRoots.add(arguments);
            answerRoots.add(result);
            List<Thrown> exceptions = new ArrayList<>();
            for (String name : other.exceptions()) {
                int index = method.exceptions().indexOf(name);
                PlanBuilder builder = index < 0 ? foreign : answers;
                Plan plan = builder.exception(name);
                (index < 0 ? foreignRoots : answerRoots).add(plan);
                exceptions.add(new Thrown(name, index, plan));
            }
            String problem = exchange(method, other);
            problem = problem == null ? parameters.problem(method, other) : problem;
            found.add(new Method(method, number, arguments, result, exceptions, problem));
        }
        requests.finish(requestRoots);
        answers.finish(answerRoots);
        foreign.finish(foreignRoots);
        return new Resolution(found.stream().map(Resolution::checked).toList());
    }

    // ---------------------------------------------------------------- how their bodies are read

    private static Plan arguments(PlanBuilder requests, ContractMethod consumer, ContractMethod provider) {
        List<Member> written = parameters(consumer);
        List<Member> read = parameters(provider);
        return requests.struct(consumer.name(), null, written, read, byPlace(written.size(), read.size()));
    }

    private static Alias.Match byPlace(int written, int read) {
        List<Integer> slots = IntStream.range(0, written)
                .mapToObj(place -> place < read ? place : Plan.NONE)
                .toList();
        return new Alias.Match(slots, Map.of());
    }

    /** The parameters as members; a place belongs to the name, so that each is another. */
    private static List<Member> parameters(ContractMethod method) {
        List<Member> members = new ArrayList<>();
        for (ContractMethod.Parameter parameter : method.parameters()) {
            String name = parameter.name();
            members.add(new Member(
                    "parameter " + (members.size() + 1) + (name == null ? "" : " '" + name + "'"),
                    parameter.type(),
                    List.of()));
        }
        return members;
    }

    private static Plan result(PlanBuilder answers, ContractMethod consumer, ContractMethod provider) {
        List<Member> read = result(consumer);
        List<Member> written = result(provider);
        return answers.struct(consumer.name(), null, written, read, byPlace(written.size(), read.size()));
    }

    private static List<Member> result(ContractMethod method) {
        return method.result().equals(ContractType.VOID)
                ? List.of()
                : List.of(new Member(RESULT, method.result(), List.of()));
    }

    // ---------------------------------------------------------------- what cannot work

    private static @Nullable String exchange(ContractMethod consumer, ContractMethod provider) {
        if (consumer.kind() != provider.kind()) {
            return "the consumer's is " + consumer.kind().text() + ", the provider's is "
                    + provider.kind().text() + " (expected: the same)";
        }
        boolean isAbsent = provider.result().equals(ContractType.VOID)
                && !consumer.result().equals(ContractType.VOID);
        return isAbsent ? RESULT + ": nothing is answered (expected: " + consumer.result() + ")" : null;
    }

    private static Method checked(Method method) {
        if (method.problem != null) {
            return method;
        }
        String problem = problem("", method.arguments);
        if (problem == null) {
            problem = problem("", method.result);
        }
        for (Thrown thrown : method.exceptions) {
            problem = problem == null ? problem("exception " + thrown.name, thrown.plan) : problem;
        }
        return problem == null
                ? method
                : new Method(
                        method.consumer, method.provider, method.arguments, method.result, method.exceptions, problem);
    }

    /** The nearest problem in a plan or in its parts, with the path to it. */
    private static @Nullable String problem(String start, @Nullable Plan plan) {
        if (plan == null || plan.toProblem() == Plan.NONE) {
            return null;
        }
        List<String> path = new ArrayList<>();
        if (!start.isEmpty()) {
            path.add(start);
        }
        Plan at = plan;
        while (at.problem() == null) {
            int step = towardsProblem(at);
            if (at.form() == Form.STRUCT) {
                boolean isRoot = at == plan && at.reader() == null;
                path.add(isRoot ? at.name(step) : at.title() + "." + at.name(step));
            }
            at = Objects.requireNonNull(at.part(step));
        }
        int last = path.size() - MAX_PATH / 2;
        if (path.size() > MAX_PATH) {
            path.subList(MAX_PATH / 2, last).clear();
            path.add(MAX_PATH / 2, "...");
        }
        return String.join(" → ", path) + ": " + at.problem();
    }

    private static int towardsProblem(Plan plan) {
        int step = 0;
        Plan part = plan.part(step);
        while (part == null || part.toProblem() != plan.toProblem() - 1) {
            part = plan.part(++step);
        }
        return step;
    }
}
