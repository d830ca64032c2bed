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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer's end of one connection, from HELLO to its close: sends calls, keeps those that wait, and completes them by what is received, by the
 * close of the connection or, through {@link RpcCall#abort}, by their deadline.
 *
 * <p>One class, though a long one: sending, receiving, deadlines and the end all move the same pending calls from state to state.
 *
 * <p>Calls are encoded on the calling thread, those that are sent again on a worker: users' accessors never run on the event loop. Ids are given by whoever
 * writes, the event loop or a caller, right before writing, so that they rise in write order.
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

    private static final String NOT_TAKEN = "the provider took no more calls on this connection";

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

    private final AtomicBoolean ticking = new AtomicBoolean();

    // below: the event loop's
    private final List<RpcCall> encoding = new ArrayList<>(); // handed to a worker, and not known to be written yet
    private int idleTicks;
    private volatile boolean refusing; // after the last GOAWAY, a failed write, or when idle; whoever writes asks

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
        Outgoing frame = to.buffers().outgoing(settings.maxFrameBytes());
        RpcException refused = encoder.encode(frame.out(), call, binding);
        if (refused != null) {
            to.buffers().release(frame);
            call.fail(refused);
            return;
        }
        call.attempt(peer);
        frame.owner(call);
        frame.mayBeWrittenByCaller(outstanding.getAndIncrement() < BY_CALLER && !isOneWay(call));
        if (!call.heldBy(bindings.get(binding))) {
            to.buffers().release(frame);
            return;
        }
        to.send(frame);
    }

    private static boolean isOneWay(RpcCall call) {
        return call.method().kind() == MethodDescriptor.Kind.ONE_WAY;
    }

    @Override
    public boolean beforeWrite(Outgoing frame) {
        RpcCall call = (RpcCall) Objects.requireNonNull(frame.owner());
        if (refusing) {
            refuse(call, "the connection takes no more calls");
            return false;
        }
        ClientBinding binding = holder(call);
        if (binding == null) {
            return false; // given up before it was written
        }
        if (bindings.refuse() && isRefused(call, binding)) {
            return false;
        }
        if (isOneWay(call)) {
            return beforeOneWay(frame, call, binding);
        }
        int id = pending.put(call);
        if (!call.isHeldBy(binding) && pending.remove(id) != null) {
            return false;
        }
        frame.out().setFixedInt(FrameLayout.ID, id);
        startTicking();
        return true;
    }

    /** A call that is not answered has ended when it is written. */
    private boolean beforeOneWay(Outgoing frame, RpcCall call, ClientBinding binding) {
        if (!binding.isOpen()) { // the provider could not ask for it to be sent again
            binding.hold(call);
            startTicking();
            return false;
        }
        if (released(call) == null) {
            return false;
        }
        frame.out().setFixedInt(FrameLayout.ID, pending.pass());
        call.complete(null);
        return true;
    }

    /** A call that is not answered has ended for its caller, and is written to its end all the same. */
    @Override
    public boolean wants(Outgoing frame) {
        RpcCall call = (RpcCall) Objects.requireNonNull(frame.owner());
        return isOneWay(call) || pending.find(frame.id()) == call;
    }

    @Override
    public void done(Outgoing frame) {
        // the call waits for its answer
    }

    @Override
    public void stalled(boolean now) {
        if (now) {
            startTicking(); // calls in the queue have deadlines too
        }
    }

    @Override
    public void neverWritten(Outgoing frame) {
        refuse((RpcCall) Objects.requireNonNull(frame.owner()), "the connection was lost before the call was written");
    }

    private void refuse(RpcCall call, String why) {
        if (released(call) != null) {
            call.fail(RpcException.neverExecuted(
                    Status.UNAVAILABLE, call.method() + ": " + peer.address() + ": " + why, null));
        }
    }

    /** What holds the call here; null if it was given up. */
    private @Nullable ClientBinding holder(RpcCall call) {
        return call.holder() instanceof ClientBinding binding && binding.isOf(this) ? binding : null;
    }

    /** Takes the call back, to complete it; what held it, or null if it was given up. */
    private @Nullable ClientBinding released(RpcCall call) {
        ClientBinding binding = holder(call);
        if (binding == null || !call.releasedBy(binding)) {
            return null;
        }
        outstanding.decrementAndGet();
        return binding;
    }

    /** Any thread: the call was given up. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // see the field
    void abandoned(RpcCall call, RpcException cause) {
        outstanding.decrementAndGet();
        if (cause.status() == Status.DEADLINE_EXCEEDED) {
            lastTimeoutNanos = System.nanoTime();
            timeoutsInRow++;
        }
        int id = call.idAtHolder();
        if (id != PendingCalls.NOT_WRITTEN && pending.remove(id) != null) {
            Objects.requireNonNull(link).send(out -> {
                FrameLayout.begin(out, FrameType.CANCEL, FrameLayout.NO_FLAGS, id);
                FrameLayout.end(out);
            });
        }
    }

    // ---------------------------------------------------------------- deadlines

    /** On the event loop, or by the writer. */
    private void startTicking() {
        if (!ticking.get() && ticking.compareAndSet(false, true)) {
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
        try {
            expireAll(System.nanoTime());
        } finally { // whatever ends a call does, the others have deadlines too
            goOnTicking();
        }
    }

    private void expireAll(long now) {
        pending.forEach(call -> expire(call, now));
        Objects.requireNonNull(link).forEachQueued(owner -> {
            if (owner instanceof RpcCall call) {
                expire(call, now);
            }
        });
        bindings.forEachHeld(call -> expire(call, now));
        encoding.removeIf(call -> call.idAtHolder() != PendingCalls.NOT_WRITTEN || holder(call) == null);
        List.copyOf(encoding).forEach(call -> expire(call, now));
    }

    private void goOnTicking() {
        idleTicks = outstanding.get() > 0 ? 0 : idleTicks + 1;
        if (idleTicks >= IDLE_TICKS) {
            ticking.set(false);
            if (outstanding.get() > 0) { // a call that came meanwhile found it ticking
                startTicking();
            }
        } else {
            schedule();
        }
    }

    private void expire(RpcCall call, long now) {
        if (call.hasDeadline() && call.deadlineNanos() - now <= 0 && holder(call) != null) {
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
            default -> throw unexpected(type);
        }
    }

    private static ProtocolException unexpected(FrameType type) {
        return new ProtocolException("frame " + type + " from a provider (expected: RESPONSE, ERROR, BOUND or GOAWAY)");
    }

    @Override
    public boolean begins(FrameType type, int flags, RpcInput in) {
        if (type == FrameType.REQUEST) {
            throw unexpected(type);
        }
        return pending.find(in.getFixedInt()) != null;
    }

    @Override
    public void readEnded() {} // each answer ends its call as it comes

    /** The provider gives an answer up when its call has been given up here, or has run into its deadline; this side may be the last to notice. */
    @Override
    public void stopped(FrameType type, int id) {
        RpcCall call = pending.find(id);
        if (call == null) {
            return;
        }
        expire(call, System.nanoTime());
        if (pending.remove(id) != null && released(call) != null) {
            call.failAnswered(new RpcException(
                    Status.UNAVAILABLE, call.method() + ": " + peer.address() + " gave its answer up in the middle"));
        }
    }

    private void response(int flags, RpcInput in) {
        RpcCall call = pending.remove(in.getFixedInt());
        ClientBinding binding = answered(call);
        if (call == null || binding == null) {
            in.release();
        } else {
            if ((flags & FrameLayout.TAIL) != 0) {
                dropTail(call, in);
            }
            if (bindings.differ()) {
                binding.complete(call, in);
            } else {
                call.completeEncoded(in);
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

    /** Takes the call that is answered into our hands; null if nobody waits for it any more. */
    private @Nullable ClientBinding answered(@Nullable RpcCall call) {
        if (timeoutsInRow != 0) {
            timeoutsInRow = 0;
        }
        return call == null ? null : released(call);
    }

    private void error(int flags, RpcInput in) {
        RpcCall call = pending.remove(in.getFixedInt());
        ClientBinding binding = answered(call);
        if (call == null || binding == null) {
            in.release();
            return;
        }
        try {
            error(call, binding, flags, in);
        } catch (DecodingException e) {
            call.fail(new RpcException(
                    Status.INTERNAL,
                    call.method() + ": the error that " + peer.address() + " answered cannot be read: "
                            + e.getMessage(),
                    e));
            throw e;
        }
    }

    private void error(RpcCall call, ClientBinding binding, int flags, RpcInput in) {
        if ((flags & FrameLayout.DECLARED) != 0) {
            binding.fail(call, in.getUnsigned(), in);
            return;
        }
        RpcException error = ErrorFrame.read(in, flags, peer.address());
        in.release();
        if ((flags & FrameLayout.REBINDING) != 0) {
            rebinding(call, binding, error);
        } else if (error.neverExecuted() && isOfContract(error.status())) {
            binding.refused(call.method(), error);
            elsewhere(call, binding, error);
        } else {
            call.failAnswered(error);
        }
    }

    private static boolean isOfContract(Status status) {
        return status == Status.UNIMPLEMENTED || status == Status.FAILED_PRECONDITION;
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

    private boolean isRefused(RpcCall call, ClientBinding binding) {
        RpcException error = binding.refusal(call);
        if (error != null) {
            refusedByContract(call, error);
        }
        return error != null;
    }

    /** The call cannot be executed here, but perhaps elsewhere. */
    void refusedByContract(RpcCall call, RpcException error) {
        ClientBinding binding = released(call);
        if (binding != null) {
            elsewhere(call, binding, error);
        }
    }

    /** The call, which is in our hands, is perhaps sent to another provider. */
    private void elsewhere(RpcCall call, ClientBinding binding, RpcException error) {
        onWorker(() -> binding.binding().refused(call, error));
    }

    /** Runs what calls users' code; where the workers take nothing, because the client is closed or no thread can be made, here. */
    private void onWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RuntimeException | Error e) {
            task.run();
        }
    }

    /** Sends the call again when the provider knows this consumer's contract. The call is in our hands. */
    private void rebinding(RpcCall call, ClientBinding binding, RpcException error) {
        RpcException refused = binding.refusal(call);
        if (refused != null) {
            elsewhere(call, binding, refused);
            return;
        }
        if (binding.isOpen() || call.resends() >= MAX_REBINDINGS) {
            call.failAnswered(new RpcException(
                    Status.INTERNAL,
                    call.method() + ": " + peer.address() + " does not take the call before a BOUND "
                            + (call.resends() + 1)
                            + " times (expected: at most " + MAX_REBINDINGS + ", and after a BOUND that asks)",
                    error,
                    true));
            return;
        }
        call.resend();
        outstanding.incrementAndGet();
        if (call.heldBy(binding)) {
            binding.hold(call);
            startTicking();
        }
    }

    /**
     * Sends calls that were held, in their order, though calls that are made meanwhile can come before. Until they are written the connection looks only
     * at their deadlines: if it is closed, or takes no more calls, they end when they are queued.
     */
    void sendAgain(List<RpcCall> held) {
        if (!held.isEmpty()) {
            encoding.addAll(held);
            startTicking();
            onWorker(() -> held.forEach(this::sendAgain));
        }
    }

    private void sendAgain(RpcCall call) {
        ClientBinding binding = holder(call);
        if (binding == null) {
            return;
        }
        Link to = Objects.requireNonNull(link);
        Outgoing frame = to.buffers().outgoing(settings.maxFrameBytes());
        RpcException refused = encoder.encode(frame.out(), call, binding.binding());
        if (refused == null) {
            frame.owner(call);
            to.send(frame);
        } else {
            to.buffers().release(frame);
            if (released(call) != null) {
                call.fail(refused);
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
            pending.forEach(call -> {
                int id = call.idAtHolder();
                if (id - lastId > 0 && pending.remove(id) != null) {
                    refuse(call, NOT_TAKEN);
                }
            });
            bindings.forEachHeld(call -> refuse(call, NOT_TAKEN));
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
    public void silent() {
        // a provider learns nothing from the last word of a consumer
    }

    /** What was written may have run, unless a GOAWAY that is still to be read says otherwise: it waits for that. */
    @Override
    public void broken(String reason) {
        listener.broken(reason); // first: what is refused below is tried again, and not here
        refuseMore();
    }

    @Override
    public void closed(String reason) {
        listener.closed(reason);
        bindings.forEachHeld(call -> refuse(call, "the connection was lost before the call was taken: " + reason));
        pending.forEach(call -> {
            if (pending.remove(call.idAtHolder()) != null && released(call) != null) {
                call.fail(new RpcException(
                        Status.UNAVAILABLE,
                        call.method() + ": the connection to " + peer.address() + " was lost before the answer: "
                                + reason));
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

        /** The provider asks for no more calls; with {@code last}, it takes none. One that leaves asks first. */
        void goaway(boolean last);

        /** Nothing can be written any more. What the provider had sent before is still read; then {@link #closed} follows. */
        void broken(String reason);

        /** The connection is gone; its calls are failed after this. */
        void closed(String reason);
    }
}
