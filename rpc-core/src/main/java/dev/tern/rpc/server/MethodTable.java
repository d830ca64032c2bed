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

    /** Characters of a text that take as much memory as a method or a step. */
    private static final int TEXT_PER_WEIGHT = 64;

    private final int weight;
    private volatile @Nullable Methods methods;

    private MethodTable(Methods methods, int weight) {
        this.methods = methods;
        this.weight = weight;
    }

    /** Why a method cannot be called. */
    record Refusal(Status status, String message) {}

    /**
     * What a refusal is composed of when it is asked for: the problem of methods that the provider does not have is one text for all of them.
     *
     * @param signature the consumer's
     */
    private record Refused(boolean isMissing, String signature, String problem) {

        Refusal by(String service) {
            return new Refusal(
                    isMissing ? Status.UNIMPLEMENTED : Status.FAILED_PRECONDITION,
                    service + "/" + signature + ": "
                            + (isMissing ? "" : "the consumer's contract does not fit the provider's: ") + problem);
        }
    }

    /** For consumers with the provider's own contract. */
    static MethodTable own(ServiceDescriptor service, List<ServedMethod> methods) {
        ServedMethod[] all = methods.toArray(ServedMethod[]::new);
        return new MethodTable(new Methods(service.name(), all, new Refused[all.length]), all.length);
    }

    /** For consumers with another contract. */
    static MethodTable resolved(ServiceDescriptor service, List<ServedMethod> own, Resolution resolution) {
        List<Resolution.Method> all = resolution.methods();
        @Nullable ServedMethod[] methods = new ServedMethod[all.size()];
        @Nullable Refused[] refused = new Refused[all.size()];
        int weight = all.size() + resolution.argumentSteps();
        for (int i = 0; i < methods.length; i++) {
            Resolution.Method method = all.get(i);
            if (method.isCallable()) {
                ServedMethod served = own.get(method.provider());
                methods[i] = served.reading(Objects.requireNonNull(method.arguments()));
            } else {
                boolean isMissing = method.provider() == Plan.NONE;
                String problem = Objects.requireNonNull(method.problem());
                refused[i] = new Refused(isMissing, method.consumer().signature(), problem);
                weight += isMissing ? 0 : problem.length() / TEXT_PER_WEIGHT;
            }
        }
        return new MethodTable(new Methods(service.name(), methods, refused), weight);
    }

    /** The methods; null if they were cleared. Who has them may go on to use them. */
    @Nullable
    Methods methods() {
        return methods;
    }

    /** How much memory it takes: methods, steps of the plans by which their arguments are read, and texts of similar size. */
    int weight() {
        return weight;
    }

    /** Frees the memory of this table, whoever still refers to it. Any thread. */
    void clear() {
        methods = null;
    }

    /** By number: a method or why there is none. */
    static final class Methods {

        private final String service;
        private final @Nullable ServedMethod[] methods;
        private final @Nullable Refused[] refused;

        private Methods(String service, @Nullable ServedMethod[] methods, @Nullable Refused[] refused) {
            this.service = service;
            this.methods = methods;
            this.refused = refused;
        }

        /** The method with this number; null if it cannot be called. */
        @Nullable
        ServedMethod get(int number) {
            return number >= 0 && number < methods.length ? methods[number] : null;
        }

        /** Why the method with this number cannot be called. */
        Refusal refusal(int number) {
            Refused found = number >= 0 && number < refused.length ? refused[number] : null;
            return found != null
                    ? found.by(service)
                    : new Refusal(
                            Status.UNIMPLEMENTED,
                            "service " + service + ": method " + Integer.toUnsignedString(number) + " (expected: 0 to "
                                    + (methods.length - 1) + ")");
        }

        /** What cannot be called, for the log: the first of them. */
        List<String> refused() {
            return Arrays.stream(refused)
                    .filter(Objects::nonNull)
                    .limit(MAX_TOLD)
                    .map(method -> method.by(service).message())
                    .map(message -> message.substring(0, Math.min(MAX_TEXT, message.length())))
                    .toList();
        }
    }
}
