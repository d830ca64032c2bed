package dev.tern.rpc.contract;

import dev.tern.rpc.contract.Plan.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the plans by which one contract's reader reads what another contract's writer sends. */
final class PlanBuilder {

    private static final Step[] NO_STEPS = {};

    /** A type usually meets one other, and its steps are planned once; types that were made to meet in every combination get no further. */
    private static final int MAX_STEPS_PER_MEMBER = 8;

    private static final int FREE_STEPS = 20_000;

    private final Contract writer;
    private final Contract reader;
    private final Map<Pair, Plan> plans = new HashMap<>();
    private final List<Plan> impossible = new ArrayList<>();
    private final Deque<Runnable> open = new ArrayDeque<>();
    private final int maxSteps;
    private int planned; // steps

    PlanBuilder(Contract writer, Contract reader) {
        this.writer = writer;
        this.reader = reader;
        this.maxSteps = FREE_STEPS + MAX_STEPS_PER_MEMBER * (members(writer) + members(reader));
    }

    /** How many properties, constants, subtypes and parameters a contract has. */
    private static int members(Contract contract) {
        return contract.structs().stream()
                        .mapToInt(struct -> struct.properties().size())
                        .sum()
                + contract.enums().stream()
                        .mapToInt(type -> type.constants().size())
                        .sum()
                + contract.unions().stream()
                        .mapToInt(union -> union.subtypes().size())
                        .sum()
                + contract.methods().stream()
                        .mapToInt(method -> method.parameters().size())
                        .sum();
    }

    /** What is sent and what it is read as; nothing if it is skipped. */
    private record Pair(ContractType type, @Nullable ContractType target) implements Comparable<Pair> {

        /** An order, for names that were chosen to have one hash code. */
        @Override
        public int compareTo(Pair other) {
            int order = type.toString().compareTo(other.type.toString());
            return order != 0 ? order : String.valueOf(target).compareTo(String.valueOf(other.target));
        }
    }

    /** What a struct is made of, on one side. */
    record Member(String name, ContractType type, List<String> aliases) implements Alias.Named {}

    /** The plan of a declared exception, whose name both sides have; made once, however many methods declare it. */
    Plan exception(String name) {
        ContractType type = new ContractType.Named(name);
        return Objects.requireNonNull(part(new Step(name, 0, Form.STRUCT, type, type)));
    }

    /** The plan of something like a struct whose members meet so. */
    Plan struct(
            String name, @Nullable ContractType target, List<Member> written, List<Member> read, Alias.Match match) {
        List<Step> steps = new ArrayList<>();
        List<@Nullable String> problems = new ArrayList<>();
        boolean isChanged = written.size() != read.size();
        int primitives = 0;
        for (boolean isPrimitive : new boolean[] {true, false}) {
            for (int i = 0; i < written.size(); i++) {
                Member member = written.get(i);
                if (Form.isNeverNull(member.type()) == isPrimitive) {
                    int slot = match.slots().get(i);
                    steps.add(step(
                            member.name(),
                            slot,
                            member.type(),
                            slot == Plan.NONE ? null : read.get(slot).type()));
                    problems.add(match.problems().get(i));
                    isChanged |= slot != i;
                }
            }
            primitives = isPrimitive ? steps.size() : primitives;
        }
        int madeEmpty = 0;
        for (int slot = 0; slot < read.size(); slot++) {
            Form form = Form.of(read.get(slot).type(), reader);
            boolean isCollection = form == Form.ELEMENTS || form == Form.ENTRIES;
            madeEmpty += isCollection && !match.slots().contains(slot) ? 1 : 0;
        }
        return planned(Form.STRUCT, name, target, steps, problems, primitives, read.size(), isChanged)
                .makingEmpty(madeEmpty);
    }

    private Step step(String name, int slot, ContractType type, @Nullable ContractType target) {
        return new Step(name, slot, Form.of(type, writer), type, target);
    }

    /** A plan with its steps, whose parts are made later: types can contain themselves. */
    private Plan planned(
            Form form,
            String name,
            @Nullable ContractType target,
            List<Step> steps,
            List<? extends @Nullable String> problems,
            int primitives,
            int slots,
            boolean isChanged) {
        boolean differs = isChanged;
        for (Step step : steps) {
            differs |= step.target() != null && differs(step.type(), step.target());
        }
        planned += 1 + steps.size();
        Plan plan = Plan.of(form, name, target, steps, primitives, slots, differs);
        Step[] of = steps.toArray(NO_STEPS);
        open.add(() -> {
            @Nullable Plan[] parts = new Plan[of.length];
            for (int i = 0; i < of.length; i++) {
                String problem = i < problems.size() ? problems.get(i) : null;
                parts[i] = problem != null ? impossible(problem) : form == Form.ENUM ? null : part(of[i]);
            }
            plan.parts(parts);
        });
        return plan;
    }

    private Plan impossible(String problem) {
        Plan plan = Plan.impossible(problem);
        impossible.add(plan);
        return plan;
    }

    /** Whether two types that are no structs, enums and the like are written in different ways. */
    private boolean differs(ContractType type, ContractType target) {
        Form form = Form.of(type, writer);
        return form != Form.of(target, reader)
                || Form.isNeverNull(type) != Form.isNeverNull(target)
                || (form == Form.BASIC && !type.equals(target));
    }

    /** The plan of a value inside another; null if it needs none. */
    private @Nullable Plan part(Step step) {
        String problem = Conversion.problem(step.type(), writer, step.target(), reader);
        if (problem != null) {
            return impossible(problem);
        }
        Form form = Objects.requireNonNull(step.form());
        if (form.isPrimitive() || form == Form.BASIC || form == Form.CUSTOM) {
            return null;
        }
        Pair pair = new Pair(step.type(), step.target());
        Plan known = plans.get(pair);
        if (known == null && planned > maxSteps) {
            return impossible("the types of the two contracts meet in too many combinations (expected: at most "
                    + maxSteps + " properties, constants and elements in all of them)");
        }
        if (known == null) {
            known = value(form, step.type(), step.target());
            plans.put(pair, known);
        }
        return known;
    }

    private Plan value(Form form, ContractType type, @Nullable ContractType target) {
        return switch (form) {
            case STRUCT -> structValue(type, target);
            case ENUM -> enumeration(type, target);
            case UNION -> union(type, target);
            default -> container(form, type, target);
        };
    }

    private Plan structValue(ContractType type, @Nullable ContractType target) {
        List<Member> written = members(writer, type);
        List<Member> read = target == null ? List.of() : members(reader, target);
        return struct(simple(type), target, written, read, Alias.properties(written, read))
                .asValue();
    }

    private static List<Member> members(Contract contract, ContractType type) {
        ContractStruct struct = contract.struct(type.toString());
        return struct == null
                ? List.of()
                : struct.properties().stream()
                        .map(property -> new Member(property.name(), property.type(), property.aliases()))
                        .toList();
    }

    private Plan enumeration(ContractType type, @Nullable ContractType target) {
        List<ContractEnum.Constant> written = constants(writer, type);
        List<ContractEnum.Constant> read = target == null ? written : constants(reader, target);
        int unknown = Plan.NONE;
        for (int i = 0; i < read.size(); i++) {
            unknown = read.get(i).details().has(Details.UNKNOWN) ? i : unknown;
        }
        List<Step> steps = new ArrayList<>();
        boolean isChanged = written.size() != read.size();
        List<Integer> slots = Alias.constants(written, read);
        for (int i = 0; i < slots.size(); i++) {
            int found = slots.get(i);
            steps.add(new Step(written.get(i).name(), found < 0 ? unknown : found, null, type, target));
            isChanged |= found != i;
        }
        return planned(Form.ENUM, simple(type), target, steps, List.of(), 0, read.size(), isChanged);
    }

    private static List<ContractEnum.Constant> constants(Contract contract, ContractType type) {
        ContractEnum found = contract.enumeration(type.toString());
        return found == null ? List.of() : found.constants();
    }

    private Plan union(ContractType type, @Nullable ContractType target) {
        List<String> written = subtypes(writer, type);
        List<String> read = target == null ? List.of() : subtypes(reader, target);
        List<Step> steps = new ArrayList<>();
        for (String subtype : written) {
            int slot = Math.max(Plan.NONE, Collections.binarySearch(read, subtype));
            steps.add(step(subtype, slot, new ContractType.Named(subtype), slot < 0 ? null : named(subtype)));
        }
        return planned(Form.UNION, simple(type), target, steps, List.of(), 0, read.size(), !written.equals(read));
    }

    private static ContractType named(String name) {
        return new ContractType.Named(name);
    }

    private static List<String> subtypes(Contract contract, ContractType type) {
        ContractUnion found = contract.union(type.toString());
        return found == null ? List.of() : found.subtypes();
    }

    private Plan container(Form form, ContractType type, @Nullable ContractType target) {
        List<ContractType> written = elements(type);
        List<ContractType> read = target == null ? List.of() : elements(target);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String name = form == Form.ENTRIES ? i == 0 ? "key" : "value" : "element";
            steps.add(step(name, target == null ? Plan.NONE : i, written.get(i), target == null ? null : read.get(i)));
        }
        return planned(form, simple(type), target, steps, List.of(), 0, steps.size(), false);
    }

    private static List<ContractType> elements(ContractType type) {
        return type instanceof ContractType.Container container
                ? container.arguments()
                : List.of(((ContractType.Array) type).element());
    }

    /** {@code dev.shop.Page<dev.shop.Order>} to {@code Page}. */
    private static String simple(ContractType type) {
        String name = type.toString();
        int end = name.indexOf('<') < 0 ? name.length() : name.indexOf('<');
        return name.substring(name.lastIndexOf('.', end) + 1, end);
    }

    /** Makes all parts of the plans so far; after this they are complete. */
    void finish(List<Plan> roots) {
        while (!open.isEmpty()) {
            open.remove().run();
        }
        List<Plan> all = new ArrayList<>(roots);
        all.addAll(plans.values());
        all.addAll(impossible);
        new PlanGraph(all).complete();
    }
}
