package dev.tern.rpc.connection;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.DeclaredException;
import dev.tern.rpc.kernel.Holder;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ContractFrame;
import dev.tern.rpc.wire.PackedContract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A service on one connection: what its provider said to the BIND, and the calls that wait until it has said so. Belongs to the connection's event
 * loop, but for {@link #serves} and {@link #abandon}. It is what holds the calls that are sent there, all of them; their ids tell which is which.
 */
final class ClientBinding implements Holder {

    private final Binding binding;
    private final ClientBindings all;
    private final ClientConnection connection;
    private final String provider;
    private final List<RpcCall> held = new ArrayList<>();
    private boolean open; // the last BOUND did not ask for anything
    private boolean askedAgain;
    private boolean same; // the provider has said that its contract is the consumer's
    private boolean unknown; // it is another one that is not here
    private @Nullable ProviderContract other; // null: it is the consumer's, as far as is known, or unknown
    private volatile @Nullable RpcException @Nullable [] refusals; // by method

    ClientBinding(Binding binding, ClientBindings all, ClientConnection connection, String provider) {
        this.binding = binding;
        this.all = all;
        this.connection = connection;
        this.provider = provider;
    }

    // ---------------------------------------------------------------- what the provider says

    /** The provider's answer to BIND or CONTRACT. */
    void bound(BindFrame answer) {
        if (answer.status() != Status.OK) {
            refuse(answer.status(), answer.message() + " (told by " + provider + ")");
            return;
        }
        same = answer.hash() == binding.service().hash();
        if (same) {
            other = null;
            unknown = false;
            open();
            return;
        }
        ProviderContract contract = find(answer);
        unknown = contract == null;
        all.foundDifferent();
        if (contract == null) {
            other = null;
            askAgain(answer.hash());
            return;
        }
        if (contract != other) {
            other = contract;
            compare(contract);
        }
        if (answer.wanted()) {
            open = false;
            sendContract();
        } else {
            open();
        }
    }

    /** The provider's contract; null if it is neither sent nor known. */
    private @Nullable ProviderContract find(BindFrame answer) {
        ProviderContract known = other;
        if (known != null && known.hash() == answer.hash()) {
            return known;
        }
        ProviderContract found = binding.contracts().get(answer.hash(), answer.contract());
        return found != null ? found : all.named(binding, answer.hash());
    }

    /** The contract was known when the BIND was sent, and is not any more: asks for it, once. */
    private void askAgain(long hash) {
        if (askedAgain) {
            refuse(
                    Status.FAILED_PRECONDITION,
                    String.format(
                            "service %s: the contract %016x of %s was not sent (expected: with BOUND)",
                            binding.service().name(), hash, provider));
        } else {
            askedAgain = true;
            connection.bind(binding);
        }
    }

    /** Finds out, elsewhere, what can be called. */
    private void compare(ProviderContract contract) {
        connection.offLoop(() -> {
            String failure = contract.failure();
            @Nullable RpcException @Nullable [] found = contract.refusals(provider);
            connection.onLoop(() -> {
                if (other != contract) {
                    return;
                }
                if (failure != null) {
                    refuse(
                            Status.FAILED_PRECONDITION,
                            String.format(
                                    "service %s: the contract %016x of %s cannot be used: %s",
                                    binding.service().name(), contract.hash(), provider, failure));
                } else if (found != null) {
                    refuseAlso(found);
                }
            });
        });
    }

    /** Refuses these methods, and goes on refusing others for the reasons that were there before. */
    private void refuseAlso(@Nullable RpcException[] found) {
        @Nullable RpcException[] before = refusals;
        @Nullable RpcException[] after = found.clone();
        for (int i = 0; before != null && i < after.length; i++) {
            after[i] = before[i] != null ? before[i] : after[i];
        }
        refusals = after;
        all.foundRefused();
    }

    private void sendContract() {
        connection.offLoop(() -> {
            String failure;
            try {
                PackedContract own = binding.contracts().own();
                ContractFrame frame = new ContractFrame(binding.number(), own);
                failure = connection.contract(frame::write)
                        ? null
                        : own.size()
                                + " bytes do not fit into a frame (expected: a larger maxMessageBytes of the provider)";
            } catch (RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
            if (failure != null) {
                String message = "service " + binding.service().name() + ": the consumer's contract, for which "
                        + provider + " asks, cannot be sent: " + failure;
                connection.onLoop(() -> refuse(Status.FAILED_PRECONDITION, message));
            }
        });
    }

    private void open() {
        open = true;
        List<RpcCall> ready = new ArrayList<>(held);
        held.clear();
        connection.sendAgain(ready);
    }

    private void refuse(Status status, String message) {
        connection.warn(status, message);
        RpcException error = RpcException.neverExecuted(status, message, null);
        @Nullable
        RpcException[] every = new RpcException[binding.service().methods().size()];
        Arrays.fill(every, error);
        refusals = every;
        all.foundRefused();
        if (!same && other == null) { // whatever it answers, it is not known by which contract
            unknown = true;
            all.foundDifferent();
        }
        List<RpcCall> waiting = new ArrayList<>(held);
        held.clear();
        waiting.forEach(call -> connection.refusedByContract(call, copy(error)));
    }

    /** Each call gets an exception of its own. */
    private static RpcException copy(RpcException error) {
        return RpcException.neverExecuted(error.status(), error.description(), null);
    }

    // ---------------------------------------------------------------- calls

    /** The service, as all connections know it. */
    Binding binding() {
        return binding;
    }

    /** Whether it is this connection's. */
    boolean isOf(ClientConnection other) {
        return connection == other;
    }

    /** A call that was sent here, or waits for that, is given up. */
    @Override
    public RpcException abandon(RpcCall call, RpcException cause) {
        connection.abandoned(call, cause);
        return cause;
    }

    @Override
    public boolean endsInTime() {
        return true;
    }

    /** Whether the provider can be called; until it is known that it cannot, it can. Any thread. */
    boolean serves(MethodDescriptor method) {
        @Nullable RpcException[] known = refusals;
        return known == null || known[method.number()] == null;
    }

    /** Why the call cannot be sent here; null if it can, as far as is known. */
    @Nullable
    RpcException refusal(RpcCall call) {
        @Nullable RpcException[] known = refusals;
        RpcException error = known == null ? null : known[call.method().number()];
        return error == null ? null : copy(error);
    }

    /** The provider told that it cannot execute calls of the method. */
    void refused(MethodDescriptor method, RpcException error) {
        if (serves(method)) {
            @Nullable RpcException[] before = refusals;
            @Nullable
            RpcException[] after = before == null
                    ? new RpcException[binding.service().methods().size()]
                    : before.clone();
            after[method.number()] = RpcException.neverExecuted(error.status(), error.description(), null);
            refusals = after;
            all.foundRefused();
        }
    }

    /** Whether calls that are not answered can be sent: the provider would just drop them while it waits for the consumer's contract. */
    boolean isOpen() {
        return open;
    }

    /** Keeps a call until the next BOUND. */
    void hold(RpcCall call) {
        held.add(call);
    }

    /** Shows the calls that wait for a BOUND, and forgets those that were given up. */
    void forEachHeld(Consumer<RpcCall> visitor) {
        if (!held.isEmpty()) {
            held.removeIf(call -> !call.isHeldBy(this));
            List.copyOf(held).forEach(visitor);
        }
    }

    /** Ends the call with the encoded result of the provider's. */
    void complete(RpcCall call, RpcInput body) {
        if (unknown) {
            failUnread(call, body);
        } else if (other == null) {
            call.completeEncoded(body);
        } else {
            call.completeEncoded(body, other.results(call.method()));
        }
    }

    /** Ends the call with the encoded exception of the provider's at this place of those that its method declares. */
    void fail(RpcCall call, int index, RpcInput body) {
        List<DeclaredException<?>> own = call.method().exceptions();
        if (unknown) {
            failUnread(call, body);
        } else if (other != null) {
            call.failEncoded(body, other.exception(call.method(), index), other.exceptionType(call.method(), index));
        } else if (index >= 0 && index < own.size()) {
            call.failEncoded(body, own.get(index));
        } else {
            body.release();
            call.fail(new RpcException(
                    Status.INTERNAL,
                    call.method() + ": " + provider + " answered with its exception " + index + " (expected: 0 to "
                            + (own.size() - 1) + ")"));
        }
    }

    /** Read by the consumer's own contract, the answer could be taken for something else. */
    private void failUnread(RpcCall call, RpcInput body) {
        body.release();
        call.fail(
                new RpcException(
                        Status.INTERNAL,
                        call.method() + ": " + provider
                                + " answered by a contract that it has not sent (expected: a BOUND with that contract before)"));
    }
}
