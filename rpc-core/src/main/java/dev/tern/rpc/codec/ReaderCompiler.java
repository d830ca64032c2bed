package dev.tern.rpc.codec;

import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractType;
import dev.tern.rpc.contract.Form;
import dev.tern.rpc.contract.Plan;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes of plans the nodes that read by them. Used by one thread; the nodes by any. Another side's contract can chain thousands of types, so nothing here
 * recurses: a node is made first, and what is in it when its turn comes.
 */
final class ReaderCompiler {

    private final Contract contract; // the reader's
    private final Target target;
    private final IdentityHashMap<Plan, ValueReader> made = new IdentityHashMap<>();
    private final Deque<Runnable> open = new ArrayDeque<>();

    ReaderCompiler(Contract contract, Target target) {
        this.contract = contract;
        this.target = target;
    }

    /** Reads arguments, a result or a struct's properties. */
    MembersReader members(Plan plan, List<Slot> slots) {
        MembersReader members = newMembers(plan, slots);
        fill(members, plan);
        finish();
        return members;
    }

    /** Reads a struct. */
    ValueReader struct(Plan plan, ContractType type) {
        ValueReader known = made.get(plan);
        ValueReader reader = known == null ? newStruct(plan, type) : known;
        finish();
        return reader;
    }

    private void finish() {
        while (!open.isEmpty()) {
            open.remove().run();
        }
    }

    private ValueReader newStruct(Plan plan, ContractType type) {
        var struct = Objects.requireNonNull(contract.struct(type.toString()));
        MembersReader members = newMembers(plan, Slot.of(struct));
        StructReader reader = new StructReader(plan, members, target.struct(struct));
        made.put(plan, reader);
        open.add(() -> fill(members, plan));
        return reader;
    }

    private MembersReader newMembers(Plan plan, List<Slot> slots) {
        @Nullable Supplier<?>[] absent = new Supplier<?>[slots.size()];
        for (int slot = 0; slot < absent.length; slot++) {
            absent[slot] = AbsentValue.of(slots.get(slot), plan.lacks(slot), contract, target);
        }
        return new MembersReader(plan, absent);
    }

    private void fill(MembersReader members, Plan plan) {
        for (int step = 0; step < plan.steps(); step++) {
            if (plan.slot(step) != Plan.NONE) {
                members.step(step, value(plan, step));
            }
        }
    }

    /** Reads the value of a step. */
    private ValueReader value(Plan plan, int step) {
        ContractType to = Objects.requireNonNull(plan.target(step));
        Form form = Objects.requireNonNull(Form.of(to, contract));
        if (form.isPrimitive() || form == Form.BASIC) {
            return Scalars.reader(form, plan, step);
        } else if (form == Form.CUSTOM) {
            return target.custom((ContractType.Custom) to)::read;
        }
        Plan part = Objects.requireNonNull(plan.part(step));
        ValueReader known = made.get(part);
        return known == null ? part(form, part, to) : known;
    }

    private ValueReader part(Form form, Plan part, ContractType to) {
        if (part.form() != form) {
            throw new IllegalArgumentException(
                    part.form() + " cannot be read as " + to + " (expected: a plan without problems)");
        }
        return switch (form) {
            case STRUCT -> newStruct(part, to);
            case ENUM -> enumeration(part, to);
            case UNION -> union(part, to);
            case ELEMENTS -> sequence(part, to, ((ContractType.Container) to).arguments());
            case ENTRIES -> entries(part, (ContractType.Container) to);
            case ARRAY -> array(part, (ContractType.Array) to);
            case OPTIONAL -> maybe(part, (ContractType.Container) to);
            default -> throw new IllegalArgumentException(form + " " + to);
        };
    }

    private ValueReader enumeration(Plan plan, ContractType to) {
        Target.Constants constants = target.constants(Objects.requireNonNull(contract.enumeration(to.toString())));
        ValueReader reader = in -> constants.constant(plan.constant(in));
        made.put(plan, reader);
        return reader;
    }

    private ValueReader union(Plan plan, ContractType to) {
        UnionReader reader =
                new UnionReader(plan, target.subtypes(Objects.requireNonNull(contract.union(to.toString()))));
        made.put(plan, reader);
        open.add(() -> {
            for (int step = 0; step < plan.steps(); step++) {
                if (plan.slot(step) != Plan.NONE) {
                    reader.subtype(step, value(plan, step));
                }
            }
        });
        return reader;
    }

    private ValueReader sequence(Plan plan, ContractType to, List<ContractType> elements) {
        boolean isSet = to instanceof ContractType.Container container
                && container.name().equals(HashedKeys.SET);
        SequenceReader reader =
                new SequenceReader(target.sequence(to), isSet && HashedKeys.canCollide(elements.get(0), contract));
        made.put(plan, reader);
        open.add(() -> reader.element(value(plan, 0)));
        return reader;
    }

    private ValueReader entries(Plan plan, ContractType.Container to) {
        boolean isHashed = to.name().equals(HashedKeys.MAP);
        EntriesReader reader = new EntriesReader(
                target.entries(to),
                isHashed && HashedKeys.canCollide(to.arguments().get(0), contract));
        made.put(plan, reader);
        open.add(() -> reader.parts(value(plan, 0), value(plan, 1)));
        return reader;
    }

    private ValueReader array(Plan plan, ContractType.Array to) {
        if (Form.isNeverNull(to.element())) {
            return Scalars.arrayReader(Objects.requireNonNull(Form.of(to.element(), contract)), plan);
        }
        return sequence(plan, to, List.of(to.element()));
    }

    private ValueReader maybe(Plan plan, ContractType.Container to) {
        MaybeReader reader = new MaybeReader(target.maybe(to));
        made.put(plan, reader);
        open.add(() -> reader.content(value(plan, 0)));
        return reader;
    }
}
