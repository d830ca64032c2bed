package dev.tern.rpc.connection;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.contract.Form;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.BodyReader;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.wire.PackedContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider's contract that is not the consumer's, and how its answers are read. The two are compared once: on the client's thread for that, or by
 * whoever decodes an answer before. Thread-safe.
 */
final class ProviderContract {

    private static final Logger log = LoggerFactory.getLogger(ProviderContract.class);
    private static final String MESSAGE = "message";

    private final ServiceDescriptor service;
    private final long hash;
    private final ProviderContracts owner;
    private final BodyReader<? extends @Nullable Object>[] results; // by method
    private @Nullable PackedContract packed; // guarded by this; until it is compared
    private volatile @Nullable Compared compared;

    /**
     * What came of the comparison.
     *
     * @param methods by the consumer's number; none if it failed
     * @param failure why it failed
     */
    private record Compared(List<Answers> methods, @Nullable String failure) {}

    /**
     * How the answers of a method are read.
     *
     * @param result null if the method cannot be called
     * @param exceptions by the provider's places; none if the method cannot be called
     */
    private record Answers(
            Resolution.Method method,
            @Nullable BodyReader<? extends @Nullable Object> result,
            List<BodyReader<? extends Throwable>> exceptions) {}

    ProviderContract(ServiceDescriptor service, long hash, PackedContract packed, ProviderContracts owner) {
        this.service = service;
        this.hash = hash;
        this.packed = packed;
        this.owner = owner;
        this.results = readers();
    }

    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // an array of a generic type; results may be null
    private BodyReader<? extends @Nullable Object>[] readers() {
        return service.methods().stream()
                .map(method -> (BodyReader<? extends @Nullable Object>) in -> result(method, in))
                .toArray(BodyReader[]::new);
    }

    long hash() {
        return hash;
    }

    // ---------------------------------------------------------------- comparing

    /** Compares the contracts, unless that was done; takes milliseconds. */
    private synchronized Compared compare() {
        Compared known = compared;
        if (known != null) {
            return known;
        }
        Compared found;
        try {
            Resolution resolution = Resolution.of(
                    owner.checked(), Objects.requireNonNull(packed).unpack(hash));
            found = new Compared(bound(resolution.methods()), null);
            tell(resolution.methods());
        } catch (RuntimeException | Error e) { // whatever a contract from elsewhere brings about
            found = new Compared(List.of(), String.valueOf(e.getMessage() == null ? e : e.getMessage()));
            owner.drop(this);
        }
        packed = null;
        compared = found;
        return found;
    }

    /** Binds the readers of all methods, so that no call has to. */
    private List<Answers> bound(List<Resolution.Method> methods) {
        return IntStream.range(0, methods.size())
                .mapToObj(number -> bound(service.methods().get(number), methods.get(number)))
                .toList();
    }

    private static Answers bound(MethodDescriptor method, Resolution.Method resolved) {
        if (!resolved.isCallable()) {
            return new Answers(resolved, null, List.of());
        }
        List<BodyReader<? extends Throwable>> exceptions = new ArrayList<>();
        for (Resolution.Thrown thrown : resolved.exceptions()) {
            exceptions.add(
                    thrown.index() == Plan.NONE
                            ? in -> undeclared(in, thrown)
                            : method.exceptions().get(thrown.index()).reader(thrown.plan()));
        }
        return new Answers(
                resolved, method.resultReader(Objects.requireNonNull(resolved.result())), List.copyOf(exceptions));
    }

    private void tell(List<Resolution.Method> methods) {
        List<String> refused = methods.stream()
                .filter(method -> !method.isCallable())
                .map(method -> method.consumer().signature() + ": " + method.problem())
                .toList();
        log.info(
                "service {}: this consumer has contract {}, a provider {}; {}",
                service.name(),
                String.format("%016x", service.hash()),
                String.format("%016x", hash),
                refused.isEmpty() ? "all methods can be called" : "what cannot be called there: " + refused);
    }

    /** Whether it is known that it cannot be used. */
    boolean hasFailed() {
        Compared known = compared;
        return known != null && known.failure != null;
    }

    private Compared comparedOrCompare() {
        Compared known = compared;
        return known == null ? compare() : known;
    }

    /** Why no method at all can be called; null if that is not so. Takes milliseconds the first time. */
    @Nullable
    String failure() {
        return comparedOrCompare().failure;
    }

    /** Why methods cannot be called, by number, null for those that can; null if all can. Takes milliseconds the first time. */
    @Nullable
    RpcException @Nullable [] refusals(String provider) {
        List<Answers> methods = comparedOrCompare().methods;
        @Nullable RpcException[] refusals = new RpcException[methods.size()];
        boolean any = false;
        for (int i = 0; i < refusals.length; i++) {
            Resolution.Method method = methods.get(i).method;
            if (!method.isCallable()) {
                refusals[i] = refusal(method, provider);
                any = true;
            }
        }
        return any ? refusals : null;
    }

    private RpcException refusal(Resolution.Method method, String provider) {
        boolean isMissing = method.provider() == Plan.NONE;
        return RpcException.neverExecuted(
                isMissing ? Status.UNIMPLEMENTED : Status.FAILED_PRECONDITION,
                service.name() + "/" + method.consumer().signature() + ": "
                        + (isMissing ? "" : "the consumer's contract does not fit the provider's: ")
                        + method.problem() + " (the contract of " + provider + ")",
                null);
    }

    // ---------------------------------------------------------------- reading

    /** Reads what a method of the provider's returned. */
    BodyReader<? extends @Nullable Object> results(MethodDescriptor method) {
        return results[method.number()];
    }

    private @Nullable Object result(MethodDescriptor method, RpcInput in) {
        return Objects.requireNonNull(answers(method).result).read(in);
    }

    private Answers answers(MethodDescriptor method) {
        Compared known = comparedOrCompare();
        if (known.failure != null) {
            throw new DecodingException("its contract cannot be used: " + known.failure);
        }
        Answers answers = known.methods.get(method.number());
        if (!answers.method.isCallable()) {
            throw new DecodingException(answers.method.problem() + "");
        }
        return answers;
    }

    /** Reads an exception that the provider's method declares, by its place among them: as itself, or as text if the consumer does not declare it. */
    BodyReader<? extends Throwable> exception(MethodDescriptor method, int index) {
        return in -> {
            List<BodyReader<? extends Throwable>> exceptions = answers(method).exceptions;
            if (index < 0 || index >= exceptions.size()) {
                throw new DecodingException("exception: " + Integer.toUnsignedString(index) + " (expected: 0 to "
                        + (exceptions.size() - 1) + ")");
            }
            return exceptions.get(index).read(in);
        };
    }

    /** The class of that exception; null if the consumer does not declare it, or that is not known yet. */
    @Nullable
    Class<?> exceptionType(MethodDescriptor method, int index) {
        Compared known = compared;
        if (known == null || known.methods.size() <= method.number()) {
            return null;
        }
        List<Resolution.Thrown> thrown =
                known.methods.get(method.number()).method.exceptions();
        boolean isDeclared =
                index >= 0 && index < thrown.size() && thrown.get(index).index() != Plan.NONE;
        return isDeclared ? method.exceptions().get(thrown.get(index).index()).type() : null;
    }

    private static Throwable undeclared(RpcInput in, Resolution.Thrown thrown) {
        return new RpcRemoteException(Status.UNKNOWN, thrown.name(), message(in, thrown.plan()), List.of(), "");
    }

    /** The message of an exception whose class is not known here; empty if it has none. */
    private static String message(RpcInput in, Plan plan) {
        String message = "";
        int nulls = plan.begin(in);
        for (int step = 0; step < plan.steps(); step++) {
            if (plan.next(in, nulls, step) == Plan.NONE) {
                continue;
            }
            boolean isMessage = plan.name(step).equals(MESSAGE)
                    && plan.form(step) == Form.BASIC
                    && plan.type(step).toString().equals(String.class.getName());
            if (isMessage) {
                message = in.getText();
            } else {
                plan.skip(in, step);
            }
        }
        return message;
    }
}
