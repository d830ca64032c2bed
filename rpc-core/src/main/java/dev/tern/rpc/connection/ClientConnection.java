package dev.tern.rpc.connection;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.DecodingException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.LinkHandler;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.transport.Outgoing;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer's end of one connection, from HELLO to its close: sends calls, keeps those that wait, and completes them by what is received, by the
 * close of the connection or, through {@link RpcCall#abort}, by their deadline.
 *
 * <p>One class, though a long one: sending, receiving, deadlines and the end all move the same pending calls from state to state on one event loop.
 *
 * <p>Calls are encoded on the calling thread, those that are sent again on a worker: users' accessors never run on the event loop. Ids are given by the event loop right before writing, so that they rise in write order.
 */
final class ClientConnection implements LinkHandler {

    private static final Logger log = LoggerFactory.getLogger(ClientConnection.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int INITIAL_PENDING = 256;
    private static final int MAX_OUTSTANDING = 65_536;

    /** While fewer calls than this are not answered, callers write by themselves: with more, those that are pushed while one is written make a batch. */
    private static final int BY_CALLER = 2;

    /** So many ticks without a call end the ticking; to begin it costs a wake-up of the event loop. */
    private static final int IDLE_TICKS = 100;

    /** How often a provider may ask for one call again: a right one does so once, and once more for each time that it has forgotten the contract. */
    private static final int MAX_REBINDINGS = 8;

    private final CallInfo.Peer peer;
    private final LinkSettings settings;
    private final Executor contractThread;
    private final Executor workers;
    private final Listener listener;
    private final RequestEncoder encoder;
    private final ClientBindings bindings;
    private final PendingCalls pending = new PendingCalls(INITIAL_PENDING);
    private final AtomicInteger outstanding = new AtomicInteger();
    private volatile int timeoutsInRow; // since the last answer; a lost update does no harm
    private volatile long lastTimeoutNanos;
    private @Nullable Link link; // set once, before anything else happens

    private volatile boolean ticking;

    // below: the event loop's
    private final List<Attempt> encoding = new ArrayList<>(); // handed to a worker, and not known to be written yet
    private int idleTicks;
    private boolean refusing; // after the last GOAWAY, or when closing for want of calls

    ClientConnection(
            CallInfo.Peer peer, LinkSettings settings, Executor contractThread, Executor workers, Listener listener) {
        this.peer = peer;
        this.settings = settings;
        this.contractThread = contractThread;
        this.workers = workers;
        this.listener = listener;
        this.encoder = new RequestEncoder(peer.address(), settings);
        this.bindings = new ClientBindings(this, peer.address());
    }

    void link(Link newLink) {
        link = newLink;
    }

    /** How many calls were sent and are not answered. */
    int outstanding() {
        return outstanding.get();
    }

    /**
     * How much the provider has to do, as far as is known here: the calls that are not answered, and those that ran into their deadline since its last
     * answer. The latter are forgotten by half each second, so that a provider that hung is tried again. Without them one that hangs would look idle,
     * and draw all calls.
     */
    int load() {
        int timeouts = timeoutsInRow;
        if (timeouts == 0) {
            return outstanding.get();
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - lastTimeoutNanos);
        return outstanding.get() + (timeouts >> (int) Math.min(seconds, 31));
    }

    // ---------------------------------------------------------------- sending

    /** Encodes the call on this thread and queues it. Takes the call over. */
    void send(RpcCall call, Binding binding, MethodDescriptor method) {
        Link to = Objects.requireNonNull(link);
        if (outstanding.get() >= MAX_OUTSTANDING) {
            call.fail(RpcException.neverExecuted(
                    Status.RESOURCE_EXHAUSTED,
                    method + ": " + MAX_OUTSTANDING + " calls wait for answers of " + peer.address()
                            + " (expected: fewer on one connection)",
                    null));
            return;
        }
        boolean oneWay = method.kind() == MethodDescriptor.Kind.ONE_WAY;
        Outgoing frame = to.buffers().outgoing(settings.maxFrameBytes());
        RpcException refused = encoder.encode(frame.out(), call, binding, oneWay);
        if (refused != null) {
            to.buffers().release(frame);
            call.fail(refused);
            return;
        }
        Attempt attempt = new Attempt(call, oneWay, binding, 0, this);
        call.attempt(peer);
        frame.owner(attempt);
        frame.mayBeWrittenByCaller(outstanding.getAndIncrement() < BY_CALLER && !oneWay);
        if (!call.heldBy(attempt)) {
            to.buffers().release(frame);
            return;
        }
        to.send(frame);
    }

    @Override
    public boolean beforeWrite(Outgoing frame) {
        Attempt attempt = (Attempt) Objects.requireNonNull(frame.owner());
        if (refusing) {
            refuse(attempt, "the connection takes no more calls");
            return false;
        }
        if (!attempt.call.isHeldBy(attempt)) {
            return false; // given up before it was written
        }
        if (bindings.refuse() && isRefused(attempt)) {
            return false;
        }
        if (attempt.oneWay) {
            ClientBinding binding = bindings.get(attempt.binding);
            if (!binding.isOpen()) { // the provider could not ask for it to be sent again
                binding.hold(attempt);
                startTicking();
                return false;
            }
            if (!released(attempt)) {
                return false;
            }
            frame.out().setFixedInt(FrameLayout.ID, pending.pass());
            attempt.call.complete(null);
            return true;
        }
        int id = pending.put(attempt);
        if (!attempt.call.isHeldBy(attempt) && pending.remove(id) != null) {
            return false;
        }
        frame.out().setFixedInt(FrameLayout.ID, id);
        startTicking();
        return true;
    }

    @Override
    public void stalled(boolean now) {
        if (now) {
            startTicking(); // calls in the queue have deadlines too
        }
    }

    @Override
    public void neverWritten(Outgoing frame) {
        refuse((Attempt) Objects.requireNonNull(frame.owner()), "the connection was lost before the call was written");
    }

    private void refuse(Attempt attempt, String why) {
        if (released(attempt)) {
            attempt.call.fail(RpcException.neverExecuted(
                    Status.UNAVAILABLE, attempt.call.method() + ": " + peer.address() + ": " + why, null));
        }
    }

    /** Takes the call back from its attempt, to complete it. */
    private boolean released(Attempt attempt) {
        if (!attempt.call.releasedBy(attempt)) {
            return false;
        }
        outstanding.decrementAndGet();
        return true;
    }

    /** Any thread: the call was taken from this attempt. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // see the field
    void abandoned(Attempt attempt, RpcException cause) {
        outstanding.decrementAndGet();
        if (cause.status() == Status.DEADLINE_EXCEEDED) {
            lastTimeoutNanos = System.nanoTime();
            timeoutsInRow++;
        }
        int id = attempt.id;
        if (id != Attempt.NOT_WRITTEN && pending.remove(id) != null) {
            Objects.requireNonNull(link).send(out -> {
                FrameLayout.begin(out, FrameType.CANCEL, FrameLayout.NO_FLAGS, id);
                FrameLayout.end(out);
            });
        }
    }

    // ---------------------------------------------------------------- deadlines

    /** On the event loop, or by the writer. */
    private void startTicking() {
        if (!ticking) {
            ticking = true;
            onLoop(() -> {
                idleTicks = 0;
                schedule();
            });
        }
    }

    private void schedule() {
        Objects.requireNonNull(link).schedule(this::tick, TICK_NANOS);
    }

    /** Ends the calls whose deadline has passed; a synchronous caller usually does that by itself. */
    private void tick() {
        long now = System.nanoTime();
        pending.forEach(attempt -> expire(attempt, now));
        Objects.requireNonNull(link).forEachQueued(frame -> {
            if (frame.owner() instanceof Attempt attempt) {
                expire(attempt, now);
            }
        });
        bindings.forEachHeld(attempt -> expire(attempt, now));
        encoding.removeIf(attempt -> attempt.id != Attempt.NOT_WRITTEN || !attempt.call.isHeldBy(attempt));
        List.copyOf(encoding).forEach(attempt -> expire(attempt, now));
        idleTicks = outstanding.get() > 0 ? 0 : idleTicks + 1;
        if (idleTicks == IDLE_TICKS) {
            ticking = false;
            if (outstanding.get() > 0) { // a call that came meanwhile found it ticking
                startTicking();
            }
        } else {
            schedule();
        }
    }

    private static void expire(Attempt attempt, long now) {
        RpcCall call = attempt.call;
        if (call.hasDeadline() && call.deadlineNanos() - now <= 0 && call.isHeldBy(attempt)) {
            call.abort(call.deadlineExceeded());
        }
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public void opened(Hello hello) {
        if (!peer.instance().isEmpty() && !hello.instance().equals(peer.instance())) {
            listener.wrongInstance(hello.instance());
            Objects.requireNonNull(link)
                    .close("instance '" + hello.instance() + "' (expected: '" + peer.instance() + "')");
            return;
        }
        encoder.limits(hello);
        listener.opened();
    }

    @Override
    public void frame(FrameType type, int flags, RpcInput in) {
        switch (type) {
            case RESPONSE -> response(flags, in);
            case ERROR -> error(flags, in);
            case BOUND -> bound(in);
            case GOAWAY -> goaway(flags, in);
            default ->
                throw new ProtocolException(
                        "frame " + type + " from a provider (expected: RESPONSE, ERROR, BOUND or GOAWAY)");
        }
    }

    private void response(int flags, RpcInput in) {
        Attempt attempt = answered(in.getFixedInt());
        if (attempt == null) {
            in.release();
        } else {
            if ((flags & FrameLayout.TAIL) != 0) {
                dropTail(attempt.call, in);
            }
            if (bindings.differ()) {
                bindings.get(attempt.binding).complete(attempt.call, in);
            } else {
                attempt.call.completeEncoded(in);
            }
        }
    }

    /** What a newer provider tells behind the body is nothing that this release knows. */
    private void dropTail(RpcCall call, RpcInput in) {
        try {
            FrameLayout.dropTail(in, settings.maxHeaderBytes());
        } catch (DecodingException e) {
            call.fail(new RpcException(
                    Status.INTERNAL,
                    call.method() + ": the answer of " + peer.address() + " cannot be read: " + e.getMessage(),
                    e));
            throw e;
        }
    }

    /** The attempt that is answered, its call in our hands; null if nobody waits for it any more. */
    private @Nullable Attempt answered(int id) {
        if (timeoutsInRow != 0) {
            timeoutsInRow = 0;
        }
        Attempt attempt = pending.remove(id);
        return attempt != null && released(attempt) ? attempt : null;
    }

    private void error(int flags, RpcInput in) {
        Attempt attempt = answered(in.getFixedInt());
        if (attempt == null) {
            in.release();
            return;
        }
        try {
            error(attempt, attempt.call, flags, in);
        } catch (DecodingException e) {
            attempt.call.fail(new RpcException(
                    Status.INTERNAL,
                    attempt.call.method() + ": the error that " + peer.address() + " answered cannot be read: "
                            + e.getMessage(),
                    e));
            throw e;
        }
    }

    private void error(Attempt attempt, RpcCall call, int flags, RpcInput in) {
        if ((flags & FrameLayout.DECLARED) != 0) {
            declared(attempt, call, in);
            return;
        }
        RpcException error = ErrorFrame.read(in, flags, peer.address());
        in.release();
        if ((flags & FrameLayout.REBINDING) != 0) {
            rebinding(attempt, error);
        } else if (error.neverExecuted() && isOfContract(error.status())) {
            bindings.get(attempt.binding).refused(call.method(), error);
            elsewhere(attempt, error);
        } else {
            call.failAnswered(error);
        }
    }

    private static boolean isOfContract(Status status) {
        return status == Status.UNIMPLEMENTED || status == Status.FAILED_PRECONDITION;
    }

    private void declared(Attempt attempt, RpcCall call, RpcInput in) {
        int index = in.getUnsigned();
        bindings.get(attempt.binding).fail(call, index, in);
    }

    // ---------------------------------------------------------------- services whose provider has another contract

    private void bound(RpcInput in) {
        BindFrame answer = BindFrame.read(in);
        in.release();
        Binding binding = listener.binding(answer.number());
        if (binding == null) {
            throw new ProtocolException("BOUND for binding " + Integer.toUnsignedString(answer.number())
                    + " (expected: one that was bound)");
        }
        bindings.get(binding).bound(answer);
    }

    /** Whether the provider can execute calls of the method, as far as is known. Any thread. */
    boolean serves(Binding binding, MethodDescriptor method) {
        return bindings.serves(binding, method);
    }

    private boolean isRefused(Attempt attempt) {
        RpcException error = bindings.get(attempt.binding).refusal(attempt.call);
        if (error != null) {
            refusedByContract(attempt, error);
        }
        return error != null;
    }

    /** The call cannot be executed here, but perhaps elsewhere. */
    void refusedByContract(Attempt attempt, RpcException error) {
        if (released(attempt)) {
            elsewhere(attempt, error);
        }
    }

    /** The call, which is in our hands, is perhaps sent to another provider. */
    private void elsewhere(Attempt attempt, RpcException error) {
        onWorker(() -> attempt.binding.refused(attempt.call, error));
    }

    /** Runs what calls users' code; where the workers take nothing any more, which is after the last call of the client, here. */
    private void onWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    /** Sends the call again when the provider knows this consumer's contract. The call is in our hands. */
    private void rebinding(Attempt answered, RpcException error) {
        ClientBinding binding = bindings.get(answered.binding);
        RpcException refused = binding.refusal(answered.call);
        if (refused != null) {
            elsewhere(answered, refused);
            return;
        }
        if (binding.isOpen() || answered.rebindings >= MAX_REBINDINGS) {
            answered.call.failAnswered(new RpcException(
                    Status.INTERNAL,
                    answered.call.method() + ": " + peer.address() + " does not take the call before a BOUND "
                            + (answered.rebindings + 1)
                            + " times (expected: at most " + MAX_REBINDINGS + ", and after a BOUND that asks)",
                    error,
                    true));
            return;
        }
        Attempt again = new Attempt(answered.call, answered.oneWay, answered.binding, answered.rebindings + 1, this);
        outstanding.incrementAndGet();
        if (again.call.heldBy(again)) {
            binding.hold(again);
            startTicking();
        }
    }

    /**
     * Sends calls that were held, in their order, though calls that are made meanwhile can come before. Until they are written the connection looks only
     * at their deadlines: if it is closed, or takes no more calls, they end when they are queued.
     */
    void sendAgain(List<Attempt> held) {
        if (!held.isEmpty()) {
            encoding.addAll(held);
            startTicking();
            onWorker(() -> held.forEach(this::sendAgain));
        }
    }

    private void sendAgain(Attempt attempt) {
        if (!attempt.call.isHeldBy(attempt)) {
            return;
        }
        Link to = Objects.requireNonNull(link);
        Outgoing frame = to.buffers().outgoing(settings.maxFrameBytes());
        RpcException refused = encoder.encode(frame.out(), attempt.call, attempt.binding, attempt.oneWay);
        if (refused == null) {
            frame.owner(attempt);
            to.send(frame);
        } else {
            to.buffers().release(frame);
            if (released(attempt)) {
                attempt.call.fail(refused);
            }
        }
    }

    /** Some methods cannot be called here. */
    void refuses() {
        listener.refuses();
    }

    /** Calls are refused one by one from now on, which is the event loop's part. */
    void byLoopOnly() {
        Objects.requireNonNull(link).byLoopOnly();
    }

    void warn(Status status, String message) {
        log.warn("{}: {}: {}", peer.address(), status, message);
    }

    /** Sends a BIND. Any thread; before the calls of the service. */
    void bind(Binding binding) {
        BindFrame frame = binding.frame(bindings.name(binding));
        Objects.requireNonNull(link).send(out -> frame.write(out, FrameType.BIND));
    }

    /** Sends a frame with a contract; false if it is too large. Any thread. */
    boolean contract(Consumer<RpcOutput> frame) {
        return Objects.requireNonNull(link).sendContract(frame);
    }

    /** Runs what takes milliseconds; not at all if the client is closed. */
    void offLoop(Runnable task) {
        try {
            contractThread.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("{}: the client is closed", peer.address());
        }
    }

    void onLoop(Runnable task) {
        Objects.requireNonNull(link).execute(task);
    }

    private void goaway(int flags, RpcInput in) {
        int lastId = in.getFixedInt();
        in.release();
        boolean last = (flags & FrameLayout.FINAL) != 0;
        listener.goaway(last); // first: what is refused below is tried again, and not here
        if (last) {
            refuseMore();
            pending.forEach(attempt -> {
                if (attempt.id - lastId > 0 && pending.remove(attempt.id) != null) {
                    refuse(attempt, "the provider is shutting down and did not take the call");
                }
            });
            bindings.forEachHeld(attempt -> refuse(attempt, "the provider is shutting down and did not take the call"));
        }
    }

    private void refuseMore() {
        byLoopOnly();
        refusing = true;
    }

    /** Closes the link once nothing waits for an answer, at the latest after the given time. */
    void closeWhenIdle(String reason, long withinNanos) {
        Link to = Objects.requireNonNull(link);
        long end = System.nanoTime() + withinNanos;
        to.execute(new Runnable() {
            @Override
            public void run() {
                if (outstanding.get() == 0 || System.nanoTime() - end >= 0) {
                    refuseMore(); // a call that comes right now was not written and can go elsewhere
                    to.close(reason);
                } else {
                    to.schedule(this, TICK_NANOS);
                }
            }
        });
    }

    void close(String reason) {
        Objects.requireNonNull(link).close(reason);
    }

    @Override
    public void closed(String reason) {
        listener.closed(reason);
        bindings.forEachHeld(
                attempt -> refuse(attempt, "the connection was lost before the call was taken: " + reason));
        pending.forEach(attempt -> {
            if (pending.remove(attempt.id) != null && released(attempt)) {
                attempt.call.fail(new RpcException(
                        Status.UNAVAILABLE,
                        attempt.call.method() + ": the connection to " + peer.address()
                                + " was lost before the answer: " + reason));
            }
        });
    }

    /** Hears what becomes of a connection; on its event loop. */
    interface Listener {

        /** Calls can be sent. */
        void opened();

        /** The service that is bound under the number; null if there is none. */
        @Nullable
        Binding binding(int number);

        /** It has become known that the provider cannot execute calls of some method. */
        void refuses();

        /** Another process than the expected one answers at the address. */
        void wrongInstance(String found);

        /** The provider asks for no more calls; with {@code last}, it takes none. */
        void goaway(boolean last);

        /** The connection is gone; its calls are failed after this. */
        void closed(String reason);
    }
}
