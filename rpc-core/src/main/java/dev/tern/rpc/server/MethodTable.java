package dev.tern.rpc.server;

import dev.tern.rpc.Status;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the method numbers of a consumer mean to a provider. Made once per contract of consumers, used by all connections; those of other contracts
 * than the provider's own can be {@linkplain #clear() cleared} for want of room.
 */
final class MethodTable {

    private static final int MAX_TOLD = 10;
    private static final int MAX_TEXT = 500;

    private final String service;
    private volatile @Nullable Entries entries;

    private MethodTable(String service, @Nullable ServedMethod[] methods, @Nullable Refusal[] refusals) {
        this.service = service;
        this.entries = new Entries(methods, refusals);
    }

    /** By number: a method or why there is none. */
    private static final class Entries {
        final @Nullable ServedMethod[] methods;
        final @Nullable Refusal[] refusals;

        Entries(@Nullable ServedMethod[] methods, @Nullable Refusal[] refusals) {
            this.methods = methods;
            this.refusals = refusals;
        }
    }

    /** Why a method cannot be called. */
    record Refusal(Status status, String message) {}

    /** For consumers with the provider's own contract. */
    static MethodTable own(ServiceDescriptor service, List<ServedMethod> methods) {
        return new MethodTable(service.name(), methods.toArray(ServedMethod[]::new), new Refusal[methods.size()]);
    }

    /** For consumers with another contract. */
    static MethodTable resolved(ServiceDescriptor service, List<ServedMethod> own, Resolution resolution) {
        List<Resolution.Method> all = resolution.methods();
        @Nullable ServedMethod[] methods = new ServedMethod[all.size()];
        @Nullable Refusal[] refusals = new Refusal[all.size()];
        for (int i = 0; i < methods.length; i++) {
            Resolution.Method method = all.get(i);
            if (method.isCallable()) {
                ServedMethod served = own.get(method.provider());
                methods[i] = served.reading(Objects.requireNonNull(method.arguments()));
            } else {
                refusals[i] = refusal(service, method);
            }
        }
        return new MethodTable(service.name(), methods, refusals);
    }

    private static Refusal refusal(ServiceDescriptor service, Resolution.Method method) {
        boolean isMissing = method.provider() == Plan.NONE;
        return new Refusal(
                isMissing ? Status.UNIMPLEMENTED : Status.FAILED_PRECONDITION,
                service.name() + "/" + method.consumer().signature() + ": "
                        + (isMissing ? "" : "the consumer's contract does not fit the provider's: ")
                        + method.problem());
    }

    /** The method with this number; null if it cannot be called. */
    @Nullable
    ServedMethod get(int number) {
        Entries all = entries;
        return all != null && number >= 0 && number < all.methods.length ? all.methods[number] : null;
    }

    /** Why the method with this number cannot be called; null if that is not known any more. */
    @Nullable
    Refusal refusal(int number) {
        Entries all = entries;
        if (all == null) {
            return null;
        }
        Refusal found = number >= 0 && number < all.refusals.length ? all.refusals[number] : null;
        return found != null
                ? found
                : new Refusal(
                        Status.UNIMPLEMENTED,
                        "service " + service + ": method " + Integer.toUnsignedString(number) + " (expected: 0 to "
                                + (all.methods.length - 1) + ")");
    }

    /** What cannot be called, for the log: the first of them. */
    List<String> refused() {
        Entries all = entries;
        return all == null
                ? List.of()
                : Arrays.stream(all.refusals)
                        .filter(Objects::nonNull)
                        .limit(MAX_TOLD)
                        .map(refusal -> refusal.message()
                                .substring(
                                        0, Math.min(MAX_TEXT, refusal.message().length())))
                        .toList();
    }

    /** Frees the memory of this table, whoever still refers to it. Any thread. */
    void clear() {
        entries = null;
    }

    boolean isCleared() {
        return entries == null;
    }
}
