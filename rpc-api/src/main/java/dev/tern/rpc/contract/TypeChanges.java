package dev.tern.rpc.contract;

import dev.tern.rpc.contract.ContractChange.Broken;
import dev.tern.rpc.contract.ContractChange.Kind;
import dev.tern.rpc.contract.ContractChange.Place;
import dev.tern.rpc.contract.ContractChange.Severity;
import dev.tern.rpc.contract.ContractEnum.Constant;
import dev.tern.rpc.contract.ContractStruct.Property;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares types of two versions that meet, with everything they contain; each pair once. */
final class TypeChanges {

    private final Contract locked;
    private final Contract current;
    private final List<ContractChange> changes;
    private final Map<Pair, EnumSet<Use>> pairs = new LinkedHashMap<>();
    private final Map<Meeting, EnumSet<Use>> meetings = new LinkedHashMap<>();
    private final Deque<Pair> open = new ArrayDeque<>();

    TypeChanges(Contract locked, Contract current, List<ContractChange> changes) {
        this.locked = locked;
        this.current = current;
        this.changes = changes;
    }

    /** What a type is used for: consumers send arguments, providers send results. */
    enum Use {
        ARGUMENT,
        RESULT
    }

    /** Two types of the contracts, by their names. */
    private record Pair(ContractType old, ContractType now) {}

    /** Two types at a place. */
    private record Meeting(Place place, ContractType old, ContractType now) {}

    /** Notes that at this place one type has become the other; they can be the same. */
    void meet(Place place, ContractType old, ContractType now, Set<Use> uses) {
        meetings.computeIfAbsent(new Meeting(place, old, now), key -> EnumSet.noneOf(Use.class))
                .addAll(uses);
        Form form = Form.of(old, locked);
        if (form == null || form != Form.of(now, current)) {
            return;
        }
        switch (form) {
            case STRUCT, ENUM, UNION -> pair(old, now, uses);
            case ELEMENTS, ENTRIES, OPTIONAL -> {
                List<ContractType> before = ((ContractType.Container) old).arguments();
                List<ContractType> after = ((ContractType.Container) now).arguments();
                for (int i = 0; i < before.size(); i++) {
                    meet(place, before.get(i), after.get(i), uses);
                }
            }
            case ARRAY -> meet(place, ((ContractType.Array) old).element(), ((ContractType.Array) now).element(), uses);
            default -> {} // nothing inside
        }
    }

    private void pair(ContractType old, ContractType now, Set<Use> uses) {
        Pair pair = new Pair(old, now);
        EnumSet<Use> known = pairs.computeIfAbsent(pair, key -> EnumSet.noneOf(Use.class));
        if (known.addAll(uses)) {
            open.add(pair);
        }
    }

    /** Compares all that met. */
    void compare() {
        while (!open.isEmpty()) {
            Pair pair = open.remove();
            inside(pair, EnumSet.copyOf(Objects.requireNonNull(pairs.get(pair))));
        }
        meetings.forEach(this::compare);
        pairs.forEach((pair, uses) -> {
            struct(pair);
            enumeration(pair, uses);
            union(pair, uses);
        });
    }

    /** What is in a pair meets, too. */
    private void inside(Pair pair, Set<Use> uses) {
        ContractStruct old = locked.struct(pair.old.toString());
        ContractStruct now = current.struct(pair.now.toString());
        if (old != null && now != null) {
            partners(old, now).forEach((before, after) -> {
                if (after != null) {
                    meet(property(now, after), before.type(), after.type(), uses);
                }
            });
        }
        ContractUnion oldUnion = locked.union(pair.old.toString());
        ContractUnion union = current.union(pair.now.toString());
        if (oldUnion != null && union != null) {
            for (String subtype : union.subtypes()) {
                if (oldUnion.subtypes().contains(subtype)) {
                    ContractType type = new ContractType.Named(subtype);
                    meet(new Place(Kind.TYPE, union.name(), ""), type, type, uses);
                }
            }
        }
    }

    // ---------------------------------------------------------------- what something is

    private void compare(Meeting meeting, Set<Use> uses) {
        if (meeting.old.equals(meeting.now)) {
            String unknown = Conversion.problem(meeting.now, current, meeting.now, current);
            if (unknown == null && Form.of(meeting.old, locked) == Form.of(meeting.now, current)) {
                return;
            }
        }
        boolean isRead = Conversion.problem(meeting.old, locked, meeting.now, current) == null;
        boolean isReadBack = Conversion.problem(meeting.now, current, meeting.old, locked) == null;
        String what = "was " + meeting.old + " and is " + meeting.now;
        if (!isRead || !isReadBack) {
            Set<Broken> broken = EnumSet.noneOf(Broken.class);
            for (Use use : uses) {
                if (!isRead) {
                    broken.add(readsOld(use));
                }
                if (!isReadBack) {
                    broken.add(readsNew(use));
                }
            }
            String instead = meeting.place.kind() == Kind.PROPERTY
                    ? "Keep it as it was and add another property."
                    : "Keep the method as it was and add another.";
            changes.add(new ContractChange(Severity.BREAKING, meeting.place, what, instead, broken));
            return;
        }
        converted(meeting, what);
    }

    private void converted(Meeting meeting, String what) {
        Form old = Form.of(meeting.old, locked);
        Form now = Form.of(meeting.now, current);
        boolean canLoseNull = Form.isNeverNull(meeting.old) != Form.isNeverNull(meeting.now);
        if (old != now) {
            add(
                    Severity.RISKY,
                    meeting.place,
                    what + "; a value that "
                            + (old != null && now != null && old.compareTo(now) > 0 ? "the new" : "the old")
                            + " type cannot hold fails where it is read"
                            + (now != null && now.isFloating() ? ", or is rounded" : ""));
        } else if (canLoseNull) {
            add(Severity.RISKY, meeting.place, what + "; null is read as the default where it cannot be null");
        } else if (now == Form.ELEMENTS || now == Form.ENTRIES) {
            String before = ((ContractType.Container) meeting.old).name();
            if (!before.equals(((ContractType.Container) meeting.now).name())) {
                add(Severity.COMPATIBLE, meeting.place, what);
            }
        } else if (now == Form.STRUCT || now == Form.ENUM || now == Form.UNION) {
            add(Severity.COMPATIBLE, meeting.place, what + "; they are compared by what is in them");
        }
    }

    /** Who fails if the new side cannot read what the old one sends. */
    private static Broken readsOld(Use use) {
        return use == Use.ARGUMENT ? Broken.OLD_CONSUMERS : Broken.OLD_PROVIDERS;
    }

    /** Who fails if the old side cannot read what the new one sends. */
    private static Broken readsNew(Use use) {
        return use == Use.ARGUMENT ? Broken.OLD_PROVIDERS : Broken.OLD_CONSUMERS;
    }

    // ---------------------------------------------------------------- what types contain

    /** The old properties and what they are now; null if they are gone. */
    private static Map<Property, @Nullable Property> partners(ContractStruct old, ContractStruct now) {
        Alias.Match match = Alias.properties(old.properties(), now.properties());
        Map<Property, @Nullable Property> partners = new LinkedHashMap<>();
        for (int i = 0; i < old.properties().size(); i++) {
            int slot = match.slots().get(i);
            partners.put(
                    old.properties().get(i),
                    slot == Plan.NONE ? null : now.properties().get(slot));
        }
        return partners;
    }

    private static Place property(ContractStruct struct, Property property) {
        return new Place(Kind.PROPERTY, struct.name(), property.name());
    }

    private void struct(Pair pair) {
        ContractStruct old = locked.struct(pair.old.toString());
        ContractStruct now = current.struct(pair.now.toString());
        if (old == null || now == null) {
            return;
        }
        Map<Property, @Nullable Property> partners = partners(old, now);
        List<Property> added = new ArrayList<>(now.properties());
        added.removeAll(partners.values());
        partners.forEach((before, after) -> {
            if (after == null) {
                gone(now, before, added);
            } else {
                kept(now, before, after);
            }
        });
        for (Property property : added) {
            add(
                    Severity.COMPATIBLE,
                    property(now, property),
                    "was added; of old senders it is its @RpcDefault, else zero, null or empty");
        }
    }

    private void kept(ContractStruct struct, Property before, Property after) {
        if (!before.name().equals(after.name())) {
            add(Severity.COMPATIBLE, property(struct, after), "was '" + before.name() + "'");
        }
        String old = before.details().get(Details.DEFAULT);
        String now = after.details().get(Details.DEFAULT);
        if (!Objects.equals(old, now)) {
            add(
                    Severity.COMPATIBLE,
                    property(struct, after),
                    "had the default " + (old == null ? "none" : "'" + old + "'") + " and has "
                            + (now == null ? "none" : "'" + now + "'"));
        }
    }

    private void gone(ContractStruct now, Property before, List<Property> added) {
        String what = "property '" + before.name() + "' was removed; for old readers it is its default";
        Place type = new Place(Kind.TYPE, now.name(), "");
        for (Property candidate : added) {
            if (candidate.type().equals(before.type())) {
                String remedy = "If '" + before.name() + "' is '" + candidate.name() + "' now, put @RpcAlias(\""
                        + before.name() + "\") on it; without it, its values are lost between old and new.";
                changes.add(new ContractChange(Severity.RISKY, type, what, remedy, Set.of()));
                return;
            }
        }
        add(Severity.COMPATIBLE, type, what);
    }

    private void enumeration(Pair pair, Set<Use> uses) {
        ContractEnum old = locked.enumeration(pair.old.toString());
        ContractEnum now = current.enumeration(pair.now.toString());
        if (old == null || now == null) {
            return;
        }
        List<Integer> forward = Alias.constants(old.constants(), now.constants());
        List<Integer> backward = Alias.constants(now.constants(), old.constants());
        boolean hasUnknown = hasUnknown(now);
        boolean hadUnknown = hasUnknown(old);
        for (int i = 0; i < forward.size(); i++) {
            Constant before = old.constants().get(i);
            int place = forward.get(i);
            if (place == Plan.NONE) {
                removed(now, before, hasUnknown, uses);
            } else if (!now.constants().get(place).name().equals(before.name())) {
                add(Severity.COMPATIBLE, constant(now, now.constants().get(place)), "was '" + before.name() + "'");
            }
        }
        for (int i = 0; i < backward.size(); i++) {
            if (backward.get(i) == Plan.NONE) {
                String then = hadUnknown
                        ? "was added; old readers read it as their @RpcUnknown constant"
                        : "was added; a call in which an old reader receives it fails";
                changes.add(new ContractChange(
                        hadUnknown ? Severity.COMPATIBLE : Severity.RISKY,
                        constant(now, now.constants().get(i)),
                        then,
                        hadUnknown
                                ? ""
                                : "Send it when no old reader is left; @RpcUnknown on a constant spares that next time.",
                        Set.of()));
            }
        }
        if (hadUnknown && !hasUnknown) {
            add(Severity.RISKY, new Place(Kind.TYPE, now.name(), ""), "has no @RpcUnknown constant any more");
        }
    }

    private void removed(ContractEnum now, Constant before, boolean hasUnknown, Set<Use> uses) {
        Place type = new Place(Kind.TYPE, now.name(), "");
        String what = "constant '" + before.name() + "' was removed";
        if (hasUnknown) {
            add(Severity.COMPATIBLE, type, what + "; it is read as the @RpcUnknown constant");
            return;
        }
        String remedy =
                "Old senders may still send it: keep it; or mark a constant @RpcUnknown; if it was renamed, put @RpcAlias(\""
                        + before.name() + "\") on it.";
        changes.add(new ContractChange(Severity.BREAKING, type, what, remedy, readers(uses)));
    }

    private static Set<Broken> readers(Set<Use> uses) {
        Set<Broken> broken = EnumSet.noneOf(Broken.class);
        uses.forEach(use -> broken.add(readsOld(use)));
        return broken;
    }

    private static boolean hasUnknown(ContractEnum type) {
        return type.constants().stream().anyMatch(constant -> constant.details().has(Details.UNKNOWN));
    }

    private static Place constant(ContractEnum type, Constant constant) {
        return new Place(Kind.CONSTANT, type.name(), constant.name());
    }

    private void union(Pair pair, Set<Use> uses) {
        ContractUnion old = locked.union(pair.old.toString());
        ContractUnion now = current.union(pair.now.toString());
        if (old == null || now == null) {
            return;
        }
        Place type = new Place(Kind.TYPE, now.name(), "");
        for (String subtype : old.subtypes()) {
            if (!now.subtypes().contains(subtype)) {
                changes.add(new ContractChange(
                        Severity.BREAKING,
                        type,
                        "subtype " + subtype + " was removed",
                        "Old senders may still send it: keep it, under its name.",
                        readers(uses)));
            }
        }
        for (String subtype : now.subtypes()) {
            if (!old.subtypes().contains(subtype)) {
                changes.add(new ContractChange(
                        Severity.RISKY,
                        type,
                        "subtype " + subtype + " was added; a call in which an old reader receives it fails",
                        "Send it when no old reader is left.",
                        Set.of()));
            }
        }
    }

    private void add(Severity severity, Place place, String what) {
        changes.add(new ContractChange(severity, place, what, "", Set.of()));
    }
}
