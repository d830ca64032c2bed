package dev.tern.rpc.server;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.LinkHandler;
import dev.tern.rpc.transport.Outgoing;
import dev.tern.rpc.wire.BindFrame;
import dev.tern.rpc.wire.ContractFrame;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.ProtocolException;
import dev.tern.rpc.wire.RequestHeader;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider's end of one connection: takes requests, admits them, hands them to where they run, and sends their answers.
 *
 * <p>The order of checks on a request is fixed: frame limit, binding and method, admission, deadline, and only then, where the call runs, its body is
 * decoded. All state belongs to the connection's event loop; answers are encoded, and while few calls run also
 * written, by the thread that ends the call.
 */
final class ServerConnection implements LinkHandler {

    private static final Logger log = LoggerFactory.getLogger(ServerConnection.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** While at most so many calls run, whoever ends one writes its answer: with more, the answers that end meanwhile make a batch. */
    private static final int BY_CALLER = 2;

    private final ServerCore server;
    private final RequestHeader header;
    private final List<@Nullable ServerBinding> bindings = new ArrayList<>();
    private final IntObjectMap<InboundCall> underWay = new IntObjectHashMap<>();
    private final ArrivingRequests arriving;
    private final List<InboundCall> toExecutor = new ArrayList<>(); // those of this read
    private @Nullable Link link; // set once, before anything else happens
    private volatile int maxMessageBytes;
    private volatile String consumer = "";
    private Consumers.@Nullable Consumer share; // of the admission, from HELLO on
    private final AtomicInteger started = new AtomicInteger(); // by the event loop alone
    private final AtomicInteger finished = new AtomicInteger();
    private int lastId;
    private long loopNanos = System.nanoTime(); // when the event loop last looked at the clock for this connection
    private boolean refusing; // after the last GOAWAY
    private boolean ticking;

    ServerConnection(ServerCore server) {
        this.server = server;
        this.header = new RequestHeader(server.settings().link().maxHeaderBytes());
        this.maxMessageBytes = server.settings().link().maxMessageBytes();
        this.arriving = new ArrivingRequests(server.settings().link().silenceNanos(), id -> link().received(id));
    }

    void link(Link newLink) {
        link = newLink;
    }

    private Link link() {
        return Objects.requireNonNull(link);
    }

    // ---------------------------------------------------------------- receiving

    @Override
    public void opened(Hello peer) {
        consumer = peer.application();
        share = server.admission().consumers().join(consumer);
        maxMessageBytes = Math.min(maxMessageBytes, peer.maxMessageBytes());
        server.opened(this);
    }

    @Override
    public void frame(FrameType type, int flags, RpcInput in) {
        switch (type) {
            case REQUEST -> request(flags, in);
            case CANCEL -> cancel(in);
            case BIND -> bind(in);
            case CONTRACT -> contract(in);
            case GOAWAY -> in.release(); // a consumer that leaves just closes
            default -> throw unexpected(type);
        }
    }

    private static ProtocolException unexpected(FrameType type) {
        return new ProtocolException(
                "frame " + type + " from a consumer (expected: REQUEST, CANCEL, BIND or CONTRACT)");
    }

    private void bind(RpcInput in) {
        BindFrame bind = BindFrame.read(in);
        in.release();
        if (bind.number() < 0 || bind.number() >= BindFrame.MAX_BINDINGS) {
            throw new ProtocolException("binding: " + Integer.toUnsignedString(bind.number()) + " (expected: below "
                    + BindFrame.MAX_BINDINGS + ")");
        }
        while (bindings.size() <= bind.number()) {
            bindings.add(null);
        }
        ServerBinding binding = new ServerBinding(bind, server, link(), consumer);
        ServerBinding before = bindings.set(bind.number(), binding);
        if (before != null) {
            before.replace();
        }
        binding.begin(bind);
    }

    private void contract(RpcInput in) {
        ContractFrame frame = ContractFrame.read(in);
        in.release();
        binding(frame.number()).contract(frame.contract());
    }

    private ServerBinding binding(int number) {
        ServerBinding binding = number >= 0 && number < bindings.size() ? bindings.get(number) : null;
        if (binding == null) {
            throw new ProtocolException(
                    "binding: " + Integer.toUnsignedString(number) + " (expected: one that was bound before)");
        }
        return binding;
    }

    /** A request that comes in parts is checked and admitted by its first one: who is refused need not send the rest. */
    @Override
    public boolean begins(FrameType type, int flags, RpcInput in) {
        if (type != FrameType.REQUEST) {
            throw unexpected(type);
        }
        header.readHead(in, flags);
        ServedMethod method = admit();
        if (method == null) {
            return false;
        }
        arriving.add(header, method, link().readNanos());
        startTicking();
        return true;
    }

    @Override
    public void stopped(FrameType type, int id) {
        ArrivingRequests.Request request = arriving.remove(id);
        if (request != null) {
            leave(request.method());
        }
    }

    private void request(int flags, RpcInput in) {
        header.read(in, flags);
        ArrivingRequests.Request begun = (flags & FrameLayout.MORE) == 0 ? null : arriving.remove(header.id());
        ServedMethod method = begun == null ? admit() : begun.method();
        if (method == null) {
            in.release();
        } else {
            start(method, in, begun == null ? link().readNanos() : begun.readNanos(), begun != null);
        }
    }

    /** Checks the request that the header is of; its method, or null if it was refused. */
    private @Nullable ServedMethod admit() {
        if (refusing) {
            return null; // its id is above the one in the GOAWAY: the consumer knows that it never ran
        }
        if (header.id() - lastId <= 0) {
            throw new ProtocolException(
                    "call id: " + header.id() + " (expected: above the one before, " + lastId + ")");
        }
        lastId = header.id();
        ServedMethod method = find();
        if (method == null) {
            return null;
        }
        String refusal = server.admission().enter(share(), method, link().readNanos());
        if (refusal != null) {
            refuse(Status.RESOURCE_EXHAUSTED, refusal);
            return null;
        }
        return method;
    }

    /** Runs a request that is whole, whose beginning was read at that time: on the event loop at once, elsewhere when the read has ended. */
    private void start(ServedMethod method, RpcInput in, long readNanos, boolean inParts) {
        InboundCall call = server.settings().interruptHandlers() && !method.onLoop()
                ? new InboundCall.Interruptible(header, in, method, this, readNanos, inParts)
                : new InboundCall(header, in, method, this, readNanos, inParts);
        started.lazySet(started.getPlain() + 1);
        if (!inParts) {
            method.limits().started(readNanos);
        }
        if (method.onLoop()) {
            runOnLoop(call);
            return;
        }
        keep(call);
        server.admission().queued();
        toExecutor.add(call);
    }

    /**
     * Gives what was read at once to the executor, but for what was given up in the same read: after a pause of this process the CANCELs of long ago stand behind
     * their REQUESTs. What runs on the event loop has run by then, as it takes no longer than to look for its CANCEL.
     */
    @Override
    public void readEnded() {
        for (InboundCall call : toExecutor) {
            if (call.waits()) {
                execute(call);
            }
        }
        toExecutor.clear();
    }

    private void execute(InboundCall call) {
        try {
            server.executor().execute(call);
        } catch (RuntimeException | Error e) { // it rejects, or cannot make a thread
            if (call.drop()) {
                server.admission().dequeued();
                refuse(
                        call,
                        Admission.Reason.EXECUTOR,
                        RpcException.neverExecuted(
                                Status.RESOURCE_EXHAUSTED,
                                call.method() + ": the executor of the provider takes no more",
                                e));
            } else {
                log.warn("the executor of the provider threw after it had run {}", call, e);
            }
        }
    }

    private void runOnLoop(InboundCall call) {
        long read = link().readNanos();
        long now = read - loopNanos > 0 ? read : loopNanos;
        loopNanos = now;
        call.run(now);
        if (!call.isDone()) {
            keep(call);
        }
        if (loopNanos == now) { // its end was not seen here, and it may have taken some time
            loopNanos = System.nanoTime();
        }
    }

    /** Keeps a call to find it when its caller gives it up, or its deadline passes. */
    private void keep(InboundCall call) {
        underWay.put(call.id(), call);
        startTicking();
    }

    /** The method that is called; null after it was refused. */
    private @Nullable ServedMethod find() {
        ServerBinding binding = binding(header.binding());
        MethodTable.Methods methods = binding.methods();
        ServedMethod method = methods == null ? null : methods.get(header.method());
        if (method != null) {
            return method.current();
        }
        MethodTable.Refusal refusal = methods == null ? binding.refusal() : methods.refusal(header.method());
        if (refusal == null) {
            rebinding();
        } else {
            refuse(refusal.status(), refusal.message());
        }
        return null;
    }

    /** The call is to be sent again when the consumer's contract is known. */
    private void rebinding() {
        if (header.oneWay()) {
            log.warn("one-way call of {} dropped: its contract is not known yet", consumer);
            return;
        }
        int id = header.id();
        link().send(out -> ErrorFrame.writeRebinding(out, id));
    }

    private void refuse(Status status, String message) {
        refuse(header.id(), header.oneWay(), status, message);
    }

    private void refuse(int id, boolean oneWay, Status status, String message) {
        if (oneWay) {
            log.debug("one-way call of {} refused: {}: {}", consumer, status, message);
            return;
        }
        link().send(out -> ErrorFrame.write(out, id, true, status, message));
    }

    private void cancel(RpcInput in) {
        int id = in.getFixedInt();
        in.release();
        InboundCall call = underWay.get(id);
        if (call != null && !call.isWritten()) {
            giveUp(call, Status.CANCELLED, "the caller gave the call up");
            return;
        }
        ArrivingRequests.Request request = arriving.remove(id);
        if (request != null) {
            dropArriving(request);
        }
    }

    /** Nobody waits for the call any more. One that waits for a thread leaves at once: nobody knows when its turn will come, if ever. */
    private void giveUp(InboundCall call, Status status, String why) {
        if (call.drop()) {
            dequeued(call);
            nobodyWaits(call, status);
        } else if (!call.isCancelled()) {
            call.cancel(new RpcException(status, call.method() + ": " + why));
        }
    }

    private void dropArriving(ArrivingRequests.Request request) {
        link().discard(FrameType.REQUEST, request.id());
        leave(request.method());
    }

    private Consumers.Consumer share() {
        return Objects.requireNonNull(share);
    }

    private void leave(ServedMethod method) {
        server.admission().leave(share(), method);
    }

    private void startTicking() {
        if (!ticking) {
            ticking = true;
            link().schedule(this::tick, TICK_NANOS);
        }
    }

    /** Stops the work on calls whose deadline has passed; those that have not begun never do. */
    private void tick() {
        try {
            expireAll(System.nanoTime());
        } finally { // whatever ends a call does, the others have deadlines too
            ticking = !underWay.isEmpty() || !arriving.isEmpty();
            if (ticking) {
                link().schedule(this::tick, TICK_NANOS);
            }
        }
    }

    private void expireAll(long now) {
        arriving.removeExpired(now, this::expire);
        underWay.values().removeIf(InboundCall::isWritten);
        underWay.values().stream()
                .filter(call -> call.deadlineNanos() - now <= 0)
                .toList() // some leave when they end
                .forEach(call -> giveUp(call, Status.DEADLINE_EXCEEDED, "its deadline has passed"));
        link().stopUnwanted(); // answers of those
    }

    private void expire(ArrivingRequests.Request request) {
        dropArriving(request);
        server.admission().refused(Admission.Reason.EXPIRED).increment();
        refuse(
                request.id(),
                request.oneWay(),
                Status.DEADLINE_EXCEEDED,
                request.method().descriptor()
                        + ": the deadline, or the time of keepalive without a byte of it, passed before all of the request was there");
    }

    // ---------------------------------------------------------------- answering, on any thread

    /** The turn of a call has come, or will not come. */
    void dequeued(InboundCall call) {
        server.admission().dequeued();
        if (call.isMeasured()) {
            server.admission().waited(call.startNanos());
        }
    }

    /** Nobody waits any more for a call, which is not run. That its caller gave it up says nothing of this provider, unless it did so because the time was over. */
    void nobodyWaits(InboundCall call, Status why) {
        boolean expired = why == Status.DEADLINE_EXCEEDED || call.isNearDeadline(System.nanoTime());
        RpcException error = RpcException.neverExecuted(
                expired ? Status.DEADLINE_EXCEEDED : why,
                call.method() + ": nobody waited any more when its turn came",
                null);
        if (expired) {
            refuse(call, Admission.Reason.EXPIRED, error);
        } else {
            answered(call, error);
        }
    }

    private void refuse(InboundCall call, Admission.Reason reason, RpcException error) {
        server.admission().refused(reason).increment();
        answered(call, error);
    }

    /** The call ended without having run. */
    void answered(InboundCall call, RpcException error) {
        if (call.claimAnswer()) {
            call.served().limits().neverRan(call, error.status());
            send(call, Answers.error(link().buffers(), call, error));
        }
    }

    /** The call has ended. */
    void answered(InboundCall call) {
        if (!call.claimAnswer()) {
            return;
        }
        long now = System.nanoTime();
        call.served().limits().ended(call, now);
        if (call.served().onLoop() && link().onLoop()) {
            loopNanos = now; // the next call need not look
        }
        Outgoing answer;
        try {
            answer = Answers.of(
                    link().buffers(), call, maxMessageBytes, server.settings().sendStackTraces());
        } catch (RuntimeException | Error e) { // users' accessors run here too
            answer = Answers.error(
                    link().buffers(),
                    call,
                    new RpcException(Status.INTERNAL, call.method() + ": the answer cannot be encoded: " + e, e));
        }
        Throwable undeclared = call.failed() ? Answers.undeclared(call) : null;
        if (undeclared != null && !call.isCancelled()) {
            log(call, undeclared);
        }
        send(call, answer);
    }

    @SuppressWarnings("try") // the scope is only closed
    private void log(InboundCall call, Throwable e) {
        try (CallContext.Scope scope = call.context().attach()) {
            log.warn("{} called by {} threw what it does not declare", call, consumer, e);
        }
    }

    private void send(InboundCall call, Outgoing answer) {
        answer.owner(call);
        answer.mayBeWrittenByCaller(running() <= BY_CALLER);
        if (!link().sendsInParts(answer)) { // else it is admitted until the last part is written
            leave(call.served()); // first: whoever has the answer may call again at once
        }
        try {
            link().send(answer);
        } finally {
            finished.incrementAndGet(); // last: once nothing runs a drain closes the link, behind the answers
        }
    }

    /** Whether an answer is still to be given to the link. Any thread. */
    boolean isRunning() {
        return running() > 0;
    }

    private int running() {
        int over = finished.get(); // first: else there might seem to be less than none
        return started.get() - over;
    }

    @Override
    public boolean wants(Outgoing frame) {
        return !call(frame).isCancelled();
    }

    @Override
    public void done(Outgoing frame) {
        InboundCall call = call(frame);
        underWay.remove(call.id());
        leave(call.served());
    }

    private static InboundCall call(Outgoing frame) {
        return (InboundCall) Objects.requireNonNull(frame.owner());
    }

    @Override
    public boolean beforeWrite(Outgoing frame) {
        InboundCall call = call(frame);
        if (link().sendsInParts(frame)) {
            keep(call); // until it is done
            return !call.isCancelled();
        }
        if (link().onLoop()) {
            underWay.remove(call.id());
        } else {
            call.written(); // for the next tick
        }
        return !call.oneWay() && !call.isCancelled();
    }

    @Override
    public void stalled(boolean now) {
        link().reading(!now); // who does not take answers does not get to ask for more
    }

    @Override
    public void neverWritten(Outgoing frame) {
        underWay.remove(call(frame).id());
    }

    // ---------------------------------------------------------------- the end

    @Override
    public void broken(String reason) {
        // not told: a failed write closes the channel, as nothing that a consumer has sent could be answered
    }

    /** Asks the consumer for no more calls; they are still served. Any thread. */
    void goodbye() {
        link().send(out -> {
            FrameLayout.begin(out, FrameType.GOAWAY, FrameLayout.NO_FLAGS, 0);
            FrameLayout.end(out);
        });
    }

    /** Takes no more calls, and says which was the last. Any thread; the task is run when that is so. */
    void refuseMore(Runnable done) {
        link().execute(() -> {
            sayLast();
            done.run();
        });
    }

    private void sayLast() {
        refusing = true;
        int last = lastId;
        link().send(out -> {
            FrameLayout.begin(out, FrameType.GOAWAY, FrameLayout.FINAL, last);
            FrameLayout.end(out);
        });
    }

    /** A consumer that was stopped for long finds it when it goes on: what it writes until then was never taken. */
    @Override
    public void silent() {
        sayLast();
    }

    void close(String reason) {
        link().close(reason);
    }

    @Override
    public void closed(String reason) {
        server.closed(this);
        underWay.values().removeIf(InboundCall::isWritten);
        for (InboundCall call : List.copyOf(underWay.values())) {
            giveUp(call, Status.CANCELLED, "the connection to its caller is closed: " + reason);
        }
        underWay.clear();
        arriving.removeAll(request -> leave(request.method()));
        if (share != null) {
            server.admission().consumers().leave(share);
        }
    }

    @Override
    public String toString() {
        return link + " of " + consumer;
    }
}
