package dev.tern.rpc.contract;

import dev.tern.rpc.contract.ContractChange.Broken;
import dev.tern.rpc.contract.ContractChange.Place;
import dev.tern.rpc.contract.ContractChange.Severity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What has changed between two versions of a contract, and whom it breaks while both versions run. A pure function: {@link Resolution} in both
 * directions decides what can be called, and what types have become is compared with who sends and who reads them.
 *
 * <pre>{@code
 * List<ContractChange> changes = ContractChanges.between(locked, current);
 * boolean isSafe = changes.stream().noneMatch(ContractChange::isBreaking);
 * }</pre>
 */
public final class ContractChanges {

    private final Contract locked;
    private final Contract current;
    private final List<ContractChange> changes = new ArrayList<>();
    private final TypeChanges types;

    private ContractChanges(Contract locked, Contract current) {
        this.locked = locked;
        this.current = current;
        this.types = new TypeChanges(locked, current, changes);
    }

    /**
     * All changes, methods first, in the order of the contracts.
     *
     * @param locked what others may still have
     * @param current what is to replace it
     */
    public static List<ContractChange> between(Contract locked, Contract current) {
        ContractChanges comparison = new ContractChanges(locked, current);
        comparison.compare();
        return List.copyOf(comparison.changes);
    }

    private void compare() {
        if (!locked.service().equals(current.service())) {
            breaking(
                    Place.SERVICE,
                    "the service '" + locked.service() + "' is now '" + current.service() + "'",
                    "Keep the name: @RpcService(name = \"" + locked.service() + "\").",
                    EnumSet.allOf(Broken.class));
        }
        List<Resolution.Method> forward = Resolution.of(locked, current).methods();
        List<Resolution.Method> backward = Resolution.of(current, locked).methods();
        Set<String> met = new HashSet<>();
        for (Resolution.Method old : forward) {
            if (old.provider() == Plan.NONE) {
                removed(old);
            } else {
                ContractMethod now = current.methods().get(old.provider());
                met.add(now.signature());
                method(old.consumer(), now);
            }
        }
        for (Resolution.Method now : backward) {
            if (now.provider() == Plan.NONE && met.contains(now.consumer().signature())) {
                breaking(
                        Place.method(now.consumer()),
                        "is one for several that were: " + now.problem(),
                        "Keep the others, or put only one @RpcAlias on it.",
                        EnumSet.of(Broken.OLD_PROVIDERS));
            } else if (now.provider() == Plan.NONE) {
                add(Severity.COMPATIBLE, Place.method(now.consumer()), "was added; old providers answer UNIMPLEMENTED");
            }
        }
        types.compare();
        forward.forEach(old -> unexplained(old, current, Broken.OLD_CONSUMERS));
        backward.forEach(now -> unexplained(now, locked, Broken.OLD_PROVIDERS));
    }

    private void removed(Resolution.Method old) {
        String signature = old.consumer().signature();
        boolean isGone = current.methods().stream()
                .noneMatch(method -> method.name().equals(old.consumer().name()));
        String what = Objects.requireNonNull(old.problem()).startsWith("it could be")
                ? "method " + signature + " cannot be found any more: " + old.problem()
                : "method " + signature + " was removed";
        String remedy = isGone
                ? "Keep it and add another; if it was renamed, put @RpcAlias(\"" + signature + "\") on it."
                : "Keep it and add the other; or put @RpcAlias(\"" + signature + "\") on the one that replaces it.";
        breaking(Place.SERVICE, what, remedy, EnumSet.of(Broken.OLD_CONSUMERS));
    }

    // ---------------------------------------------------------------- methods that both have

    private void method(ContractMethod old, ContractMethod now) {
        Place place = Place.method(now);
        if (!old.signature().equals(now.signature())) {
            add(Severity.COMPATIBLE, place, "was " + old.signature());
        }
        if (old.kind() != now.kind()) {
            breaking(
                    place,
                    "was " + old.kind().text() + " and is " + now.kind().text(),
                    "Keep it and add another.",
                    EnumSet.allOf(Broken.class));
            return;
        }
        String problem = new ParameterRules(locked, current).problem(old, now);
        if (problem != null) {
            breaking(
                    place,
                    problem.replace("the consumer's", "the lock's").replace("the provider's", "now the"),
                    "Add parameters at the end and keep the names of the others; or keep the method and add another.",
                    EnumSet.allOf(Broken.class));
        } else {
            parameters(old, now);
        }
        result(old, now);
        exceptions(old, now);
        detail(place, old.details(), now.details(), Details.IDEMPOTENT, "@Idempotent");
    }

    private void parameters(ContractMethod old, ContractMethod now) {
        int shared = Math.min(old.parameters().size(), now.parameters().size());
        for (int i = 0; i < shared; i++) {
            ContractMethod.Parameter before = old.parameters().get(i);
            ContractMethod.Parameter after = now.parameters().get(i);
            Place place = Place.parameter(now, i);
            if (before.name() != null && after.name() != null && !before.name().equals(after.name())) {
                add(Severity.COMPATIBLE, place, "was '" + before.name() + "' and is '" + after.name() + "'");
            }
            types.meet(place, before.type(), after.type(), EnumSet.of(TypeChanges.Use.ARGUMENT));
        }
        for (int i = shared; i < now.parameters().size(); i++) {
            add(
                    Severity.COMPATIBLE,
                    Place.parameter(now, i),
                    "was added; of old consumers it is its @RpcDefault, else zero, null or empty, and old providers ignore it");
        }
        for (int i = shared; i < old.parameters().size(); i++) {
            add(
                    Severity.COMPATIBLE,
                    Place.method(now),
                    "parameter " + (i + 1) + " was removed; for old providers it is its default");
        }
    }

    private void result(ContractMethod old, ContractMethod now) {
        boolean wasVoid = old.result().equals(ContractType.VOID);
        boolean isVoid = now.result().equals(ContractType.VOID);
        if (!wasVoid && !isVoid) {
            types.meet(Place.method(now), old.result(), now.result(), EnumSet.of(TypeChanges.Use.RESULT));
        } else if (wasVoid != isVoid) {
            breaking(
                    Place.method(now),
                    "answered " + old.result() + " and now answers " + now.result(),
                    "Keep it and add another.",
                    EnumSet.of(isVoid ? Broken.OLD_CONSUMERS : Broken.OLD_PROVIDERS));
        }
    }

    private void exceptions(ContractMethod old, ContractMethod now) {
        for (String name : now.exceptions()) {
            if (old.exceptions().contains(name)) {
                ContractType type = new ContractType.Named(name);
                types.meet(Place.method(now), type, type, EnumSet.of(TypeChanges.Use.RESULT));
            } else {
                add(
                        Severity.COMPATIBLE,
                        Place.method(now),
                        "declares " + name + " now; old consumers get an RpcRemoteException that names it");
            }
        }
        for (String name : old.exceptions()) {
            if (!now.exceptions().contains(name)) {
                add(
                        Severity.COMPATIBLE,
                        Place.method(now),
                        "does not declare " + name + " any more; of old providers it arrives as an RpcRemoteException");
            }
        }
    }

    private void detail(Place place, Details old, Details now, String key, String name) {
        if (old.has(key) != now.has(key)) {
            add(Severity.COMPATIBLE, place, now.has(key) ? "is " + name + " now" : "is not " + name + " any more");
        }
    }

    /** What the resolution says cannot be called, though nothing that was compared tells why. */
    private void unexplained(Resolution.Method method, Contract provider, Broken broken) {
        boolean isExplained =
                changes.stream().anyMatch(change -> change.broken().contains(broken));
        if (method.provider() != Plan.NONE && method.problem() != null && !isExplained) {
            ContractMethod now =
                    broken == Broken.OLD_CONSUMERS ? provider.methods().get(method.provider()) : method.consumer();
            breaking(Place.method(now), method.problem(), "Keep it and add another.", EnumSet.of(broken));
        }
    }

    private void add(Severity severity, Place place, String what) {
        changes.add(new ContractChange(severity, place, what, "", Set.of()));
    }

    private void breaking(Place place, String what, String remedy, Set<Broken> broken) {
        changes.add(new ContractChange(Severity.BREAKING, place, what, remedy, broken));
    }
}
