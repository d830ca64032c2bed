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
import java.util.List;
import java.util.Objects;
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
    private record Compared(
            List<Resolution.Method> methods, @Nullable String failure) {}

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
            found = new Compared(resolution.methods(), null);
            tell(found.methods);
        } catch (RuntimeException | Error e) { // whatever a contract from elsewhere brings about
            found = new Compared(List.of(), String.valueOf(e.getMessage() == null ? e : e.getMessage()));
            owner.drop(this);
        }
        packed = null;
        compared = found;
        return found;
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
        List<Resolution.Method> methods = comparedOrCompare().methods;
        @Nullable RpcException[] refusals = new RpcException[methods.size()];
        boolean any = false;
        for (int i = 0; i < refusals.length; i++) {
            Resolution.Method method = methods.get(i);
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
        Resolution.Method resolved = resolved(method);
        return method.resultReader(Objects.requireNonNull(resolved.result())).read(in);
    }

    private Resolution.Method resolved(MethodDescriptor method) {
        Compared known = comparedOrCompare();
        if (known.failure != null) {
            throw new DecodingException("its contract cannot be used: " + known.failure);
        }
        Resolution.Method resolved = known.methods.get(method.number());
        if (!resolved.isCallable()) {
            throw new DecodingException(resolved.problem() + "");
        }
        return resolved;
    }

    /** Reads an exception that the provider's method declares, by its place among them: as itself, or as text if the consumer does not declare it. */
    BodyReader<? extends Throwable> exception(MethodDescriptor method, int index) {
        return in -> {
            List<Resolution.Thrown> exceptions = resolved(method).exceptions();
            if (index < 0 || index >= exceptions.size()) {
                throw new DecodingException("exception: " + Integer.toUnsignedString(index) + " (expected: 0 to "
                        + (exceptions.size() - 1) + ")");
            }
            Resolution.Thrown thrown = exceptions.get(index);
            if (thrown.index() == Plan.NONE) {
                return new RpcRemoteException(Status.UNKNOWN, thrown.name(), message(in, thrown.plan()), List.of(), "");
            }
            return method.exceptions().get(thrown.index()).reader(thrown.plan()).read(in);
        };
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
