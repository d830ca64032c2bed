package dev.tern.rpc.contract;

import dev.tern.rpc.contract.Plan.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Makes the plans by which one contract's reader reads what another contract's writer sends. */
final class PlanBuilder {

    private static final Step[] NO_STEPS = {};

    private final Contract writer;
    private final Contract reader;
    private final Map<Pair, Plan> plans = new HashMap<>();
    private final Deque<Runnable> open = new ArrayDeque<>();

    PlanBuilder(Contract writer, Contract reader) {
        this.writer = writer;
        this.reader = reader;
    }

    /** What is sent and what it is read as; nothing if it is skipped. */
    private record Pair(ContractType type, @Nullable ContractType target) {}

    /** What a struct is made of, on one side. */
    record Member(String name, ContractType type, List<String> aliases) implements Alias.Named {}

    /** The plan of something like a struct; {@code slotOf} tells where the reader has what the writer sends. */
    Plan struct(
            String name,
            @Nullable ContractType target,
            List<Member> written,
            List<Member> read,
            ToIntFunction<Member> slotOf) {
        List<Member> ordered = new ArrayList<>();
        written.stream().filter(member -> Form.isNeverNull(member.type())).forEach(ordered::add);
        int primitives = ordered.size();
        written.stream().filter(member -> !Form.isNeverNull(member.type())).forEach(ordered::add);
        boolean isChanged = written.size() != read.size();
        List<Step> steps = new ArrayList<>();
        for (Member member : ordered) {
            int slot = slotOf.applyAsInt(member);
            steps.add(step(
                    member.name(),
                    slot,
                    member.type(),
                    slot < 0 ? null : read.get(slot).type()));
            isChanged |= slot != written.indexOf(member);
        }
        return planned(Form.STRUCT, name, target, steps, primitives, read.size(), isChanged);
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
            int primitives,
            int slots,
            boolean isChanged) {
        boolean differs = isChanged;
        for (Step step : steps) {
            differs |= step.target() != null && differs(step.type(), step.target());
        }
        Plan plan = Plan.of(form, name, target, steps, primitives, slots, differs);
        Step[] of = steps.toArray(NO_STEPS);
        open.add(() -> {
            @Nullable Plan[] parts = new Plan[of.length];
            for (int i = 0; i < of.length; i++) {
                parts[i] = of[i].form() == null && form == Form.ENUM ? null : part(of[i].type(), of[i].target());
            }
            plan.parts(parts);
        });
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
    private @Nullable Plan part(ContractType type, @Nullable ContractType target) {
        Form form = Form.of(type, writer);
        if (form == null) {
            return Plan.impossible("type " + type + " is not known to this release (expected: one that is)");
        }
        Form to = target == null ? form : Form.of(target, reader);
        boolean isExact = form == Form.BASIC || form == Form.CUSTOM;
        boolean fits =
                to == form ? !isExact || target == null || type.equals(target) : to != null && isConvertible(form, to);
        if (!fits) {
            return Plan.impossible(type + " cannot be read as " + target + " (expected: the same type"
                    + (form.isNumber() ? ", or another number" : "") + ")");
        }
        if (form.isPrimitive() || form == Form.BASIC || form == Form.CUSTOM) {
            return null;
        }
        Pair pair = new Pair(type, target);
        Plan known = plans.get(pair);
        if (known == null) {
            known = value(form, type, target);
            plans.put(pair, known);
        }
        return known;
    }

    private static boolean isConvertible(Form from, Form to) {
        return to.isFloating() ? from.isNumber() : from.isIntegral() && to.isIntegral();
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
        return struct(simple(type), target, written, read, member -> Alias.find(member, read))
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
        for (int i = 0; i < written.size(); i++) {
            int found = Alias.find(written.get(i), read);
            steps.add(new Step(written.get(i).name(), found < 0 ? unknown : found, null, type, target));
            isChanged |= found != i;
        }
        return planned(Form.ENUM, simple(type), target, steps, 0, read.size(), isChanged);
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
            int slot = read.indexOf(subtype);
            steps.add(step(subtype, slot, new ContractType.Named(subtype), slot < 0 ? null : named(subtype)));
        }
        return planned(Form.UNION, simple(type), target, steps, 0, read.size(), !written.equals(read));
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
        boolean mixes = form == Form.ARRAY
                && target != null
                && Form.isNeverNull(written.get(0)) != Form.isNeverNull(read.get(0));
        if (mixes) {
            return Plan.impossible(
                    type + " cannot be read as " + target + " (expected: both of primitives, or neither)");
        }
        return planned(form, simple(type), target, steps, 0, steps.size(), false);
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
        Set<Plan> all = Collections.newSetFromMap(new IdentityHashMap<>());
        all.addAll(plans.values());
        all.addAll(roots);
        boolean more = true;
        while (more) {
            more = false;
            for (Plan plan : all) {
                more |= plan.spreadChange();
            }
        }
        Set<Plan> recursive = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Plan plan : all) {
            if (reaches(plan, plan, new HashSet<>())) {
                recursive.add(plan);
            }
        }
        all.forEach(plan -> plan.freeze(recursive.contains(plan)));
    }

    private static boolean reaches(Plan from, Plan to, Set<Plan> seen) {
        for (Plan part : from.partsOrNull()) {
            if (part != null && (part == to || (seen.add(part) && reaches(part, to, seen)))) {
                return true;
            }
        }
        return false;
    }
}
