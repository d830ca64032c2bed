package dev.tern.rpc.contract;

import dev.tern.rpc.contract.PlanBuilder.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
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

    /** Compares two contracts. */
    public static Resolution of(Contract consumer, Contract provider) {
        PlanBuilder requests = new PlanBuilder(consumer, provider);
        PlanBuilder answers = new PlanBuilder(provider, consumer);
        PlanBuilder foreign = new PlanBuilder(provider, provider);
        List<Plan> requestRoots = new ArrayList<>();
        List<Plan> answerRoots = new ArrayList<>();
        List<Plan> foreignRoots = new ArrayList<>();
        List<Method> found = new ArrayList<>();
        for (ContractMethod method : consumer.methods()) {
            int number = find(method, consumer, provider);
            if (number < 0) {
                found.add(missing(method, provider));
                continue;
            }
            ContractMethod other = provider.methods().get(number);
            Plan arguments = arguments(requests, method, other);
            Plan result = result(answers, method, other);
            requestRoots.add(arguments);
            answerRoots.add(result);
            List<Thrown> exceptions = new ArrayList<>();
            for (String name : other.exceptions()) {
                int index = method.exceptions().indexOf(name);
                PlanBuilder builder = index < 0 ? foreign : answers;
                Plan plan = exception(builder, name, provider, index < 0 ? provider : consumer);
                (index < 0 ? foreignRoots : answerRoots).add(plan);
                exceptions.add(new Thrown(name, index, plan));
            }
            found.add(new Method(method, number, arguments, result, exceptions, shape(method, other)));
        }
        requests.finish(requestRoots);
        answers.finish(answerRoots);
        foreign.finish(foreignRoots);
        return new Resolution(found.stream().map(Resolution::checked).toList());
    }

    private static Method missing(ContractMethod method, Contract provider) {
        String names = String.join(
                ", ", provider.methods().stream().map(ContractMethod::signature).toList());
        return new Method(
                method,
                Plan.NONE,
                null,
                null,
                List.of(),
                "the provider's contract has no such method (expected: one of " + names + ")");
    }

    // ---------------------------------------------------------------- which methods meet

    private static int find(ContractMethod method, Contract consumer, Contract provider) {
        List<ContractMethod> all = provider.methods();
        int byAlias = Plan.NONE;
        int byName = Plan.NONE;
        for (int i = 0; i < all.size(); i++) {
            ContractMethod other = all.get(i);
            if (other.signature().equals(method.signature())) {
                return i;
            }
            if (isAlias(other, method) || isAlias(method, other)) {
                byAlias = i;
            }
            if (other.name().equals(method.name())) {
                byName = i;
            }
        }
        if (byAlias >= 0) {
            return byAlias;
        }
        boolean isUnique = count(consumer, method.name()) == 1 && count(provider, method.name()) == 1;
        return isUnique ? byName : Plan.NONE;
    }

    private static boolean isAlias(ContractMethod method, ContractMethod other) {
        return method.aliases().contains(other.signature()) || method.aliases().contains(other.name());
    }

    private static long count(Contract contract, String name) {
        return contract.methods().stream()
                .filter(method -> method.name().equals(name))
                .count();
    }

    // ---------------------------------------------------------------- how their bodies are read

    private static Plan arguments(PlanBuilder requests, ContractMethod consumer, ContractMethod provider) {
        List<Member> written = parameters(consumer);
        List<Member> read = parameters(provider);
        return requests.struct(consumer.name(), null, written, read, member -> {
            int place = written.indexOf(member);
            return place < read.size() ? place : Plan.NONE;
        });
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
        return answers.struct(consumer.name(), null, result(provider), read, member -> read.isEmpty() ? Plan.NONE : 0);
    }

    private static List<Member> result(ContractMethod method) {
        return method.result().equals(ContractType.VOID)
                ? List.of()
                : List.of(new Member(RESULT, method.result(), List.of()));
    }

    private static Plan exception(PlanBuilder builder, String name, Contract provider, Contract reader) {
        List<Member> written = exception(provider, name);
        List<Member> read = exception(reader, name);
        ContractType type = new ContractType.Named(name);
        return builder.struct(
                        name.substring(name.lastIndexOf('.') + 1),
                        type,
                        written,
                        read,
                        member -> Alias.find(member, read))
                .asValue();
    }

    private static List<Member> exception(Contract contract, String name) {
        return Objects.requireNonNull(contract.struct(name)).properties().stream()
                .map(property -> new Member(property.name(), property.type(), property.aliases()))
                .toList();
    }

    // ---------------------------------------------------------------- what cannot work

    private static @Nullable String shape(ContractMethod consumer, ContractMethod provider) {
        if (consumer.kind() != provider.kind()) {
            return "the consumer's is " + consumer.kind().text() + ", the provider's is "
                    + provider.kind().text() + " (expected: the same)";
        }
        List<ContractMethod.Parameter> written = consumer.parameters();
        List<ContractMethod.Parameter> read = provider.parameters();
        for (int i = 0; i < written.size(); i++) {
            String name = written.get(i).name();
            int other = place(name, read);
            boolean hasMoved = other >= 0 && other != i;
            boolean isOther = i < read.size() && !Objects.equals(read.get(i).name(), name);
            if (name != null && hasMoved && (isOther || i >= read.size())) {
                return "parameter '" + name + "' is the consumer's " + (i + 1) + ". and the provider's " + (other + 1)
                        + ". (expected: the same place; parameters are added at the end)";
            }
        }
        return null;
    }

    private static int place(@Nullable String name, List<ContractMethod.Parameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            if (name != null && name.equals(parameters.get(i).name())) {
                return i;
            }
        }
        return Plan.NONE;
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

    private static @Nullable String problem(String start, @Nullable Plan plan) {
        return plan == null ? null : problem(start, plan, true, new HashSet<>());
    }

    /** The first problem in a plan or in its parts, with the path to it. */
    private static @Nullable String problem(String path, Plan plan, boolean isRoot, Set<Plan> seen) {
        if (plan.problem() != null) {
            return path + ": " + plan.problem();
        }
        if (!seen.add(plan)) {
            return null;
        }
        for (int step = 0; step < plan.steps(); step++) {
            Plan part = plan.part(step);
            if (part != null) {
                String problem = problem(path(path, plan, step, isRoot), part, false, seen);
                if (problem != null) {
                    return problem;
                }
            }
        }
        return null;
    }

    private static String path(String path, Plan plan, int step, boolean isRoot) {
        if (plan.form() != Form.STRUCT) {
            return path;
        }
        String name = plan.name(step);
        if (isRoot && plan.reader() == null) {
            return name;
        }
        return path + " → " + plan.title() + "." + name;
    }
}
