package dev.tern.rpc.server;

import dev.tern.rpc.Status;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.PackedContract;
import dev.tern.rpc.wire.ProtocolException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A service under the number that a consumer gave to it. All state belongs to the connection's event loop; contracts are read and compared on the
 * server's thread for that.
 *
 * <pre>
 *  BIND, same hash ───────────────────────────────→ BOUND, open
 *  BIND, other hash that is known ────────────────→ BOUND with the own contract, open
 *  BIND, other hash ── BOUND that asks ── CONTRACT → BOUND, open      until then requests are answered with REBINDING
 * </pre>
 */
final class ServerBinding {

    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int number;
    private final long hash; // of the consumer's contract
    private final @Nullable BoundService service;
    private final ServerCore server;
    private final Link link;
    private final String consumer;
    private @Nullable MethodTable table;
    private MethodTable.@Nullable Refusal refusal;
    private boolean told; // the consumer has the provider's contract
    private boolean asking; // for the consumer's contract
    private boolean replaced;

    ServerBinding(BindFrame bind, ServerCore server, Link link, String consumer) {
        this.number = bind.number();
        this.hash = bind.hash();
        this.service = server.find(bind.service(), bind.group(), bind.version());
        this.server = server;
        this.link = link;
        this.consumer = consumer;
    }

    /** Answers the BIND, at once or when what the consumer needs has been read. Nothing of it is kept: there may be many, and they may be large. */
    void begin(BindFrame bind) {
        if (service == null) {
            String partition = (bind.group().isEmpty() ? "" : ", group '" + bind.group() + "'")
                    + (bind.version().isEmpty() ? "" : ", version '" + bind.version() + "'");
            refuse(
                    Status.UNIMPLEMENTED,
                    "service " + bind.service() + partition + " is not provided (expected: one of " + server.provided()
                            + ")");
        } else if (service.descriptor().hash() == hash) {
            table = service.methods();
            link.send(out -> BindFrame.bound(number, hash).write(out, FrameType.BOUND));
        } else {
            told = bind.known().contains(service.descriptor().hash());
            rebind(service);
        }
    }

    /** The consumer has bound the number anew. */
    void replace() {
        replaced = true;
    }

    /** What the consumer's method numbers mean; null while that is not known, and for a service that cannot be called. */
    MethodTable.@Nullable Methods methods() {
        MethodTable.Methods methods = null;
        while (table != null && methods == null) {
            methods = table.methods();
            if (methods
                    == null) { // it was cleared: it is known again, or the consumer is asked, before it hears REBINDING
                rebind(Objects.requireNonNull(service));
            }
        }
        return methods;
    }

    /** Why no method can be called; null if that will be known. */
    MethodTable.@Nullable Refusal refusal() {
        return refusal;
    }

    /** Says BOUND to a consumer with another contract, with what it needs and what is needed of it. */
    private void rebind(BoundService to) {
        table = null;
        ConsumerContracts contracts = to.contracts();
        PackedContract own = told ? null : contracts.own();
        if (!told && own == null) {
            later(contracts::pack, () -> rebind(to), why -> differs(to, why));
            return;
        }
        table = contracts.find(hash);
        asking = table == null;
        BindFrame bound = BindFrame.bound(number, to.descriptor().hash(), own, asking);
        if (link.sendContract(out -> bound.write(out, FrameType.BOUND))) {
            told = true;
        } else {
            refuse(
                    Status.FAILED_PRECONDITION,
                    differs(
                            to,
                            "the provider's of " + (own == null ? 0 : own.size())
                                    + " bytes does not fit into a frame (expected: a larger maxMessageBytes of the consumer)"));
        }
    }

    /** The contract that was asked for. */
    void contract(PackedContract packed) {
        BoundService to = service;
        if (to == null || !asking) {
            throw new ProtocolException(
                    "CONTRACT for binding " + number + " (expected: after a BOUND that asks for it)");
        }
        asking = false;
        MethodTable[] found = new MethodTable[1];
        later(
                () -> found[0] = to.contracts().resolve(hash, packed, consumer),
                () -> {
                    table = found[0];
                    link.send(out ->
                            BindFrame.bound(number, to.descriptor().hash()).write(out, FrameType.BOUND));
                },
                why -> "service " + to.descriptor().name() + ": the consumer's contract cannot be used: " + why);
    }

    /** Works on the contract thread and goes on here; refuses the binding if that fails, and tries again if there is too much of it. */
    private void later(Runnable work, Runnable then, UnaryOperator<String> refusalOf) {
        try {
            server.contractThread().execute(() -> {
                String failure = null;
                try {
                    work.run();
                } catch (RuntimeException | Error e) { // whatever a contract from elsewhere brings about
                    failure = String.valueOf(e.getMessage() == null ? e : e.getMessage());
                }
                String why = failure;
                link.execute(() -> {
                    if (replaced) {
                        return;
                    }
                    if (why == null) {
                        then.run();
                    } else {
                        refuse(Status.FAILED_PRECONDITION, refusalOf.apply(why));
                    }
                });
            });
        } catch (RejectedExecutionException e) {
            link.schedule(() -> later(work, then, refusalOf), AGAIN_NANOS);
        }
    }

    private String differs(BoundService from, String why) {
        return String.format(
                "service %s: the consumer's contract %016x is not the provider's, %016x, and they cannot be compared: %s",
                from.descriptor().name(), hash, from.descriptor().hash(), why);
    }

    private void refuse(Status status, String message) {
        BindFrame refused = BindFrame.refused(number, status, message);
        refusal = new MethodTable.Refusal(status, refused.message()); // cut
        table = null;
        asking = false;
        link.send(out -> refused.write(out, FrameType.BOUND));
    }
}
