package dev.tern.rpc.connection;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Invoker;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.transport.Link;
import dev.tern.rpc.transport.Loops;
import dev.tern.rpc.wire.Hello;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A provider that is to be reached: connects, connects again with growing pauses after a loss, and sends calls over the connection it has.
 * Thread-safe; a lock guards the state and is never held while anybody is called.
 */
public final class ManagedConnection {

    private static final Logger log = LoggerFactory.getLogger(ManagedConnection.class);
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** A connection that lasted less counts as one more failure, so that a provider that drops connections is not called in a tight loop. */
    private static final long SHORT_LIFE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CallInfo.Peer peer;
    private final Connections owner;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile State state = State.CONNECTING;
    private volatile @Nullable ClientConnection current; // READY and DRAINING
    private volatile String lastError = "not connected yet";
    private volatile boolean goodbye;

    // guarded by this
    private final Map<Integer, Binding> bindings = new LinkedHashMap<>(); // by number
    private final Set<Object> listedBy = new HashSet<>(); // users for whom the registry holds the provider
    private int failures;
    private boolean pausing;
    private int pause; // of those that were begun only the last one counts

    private int users; // guarded by the owner

    ManagedConnection(CallInfo.Peer peer, Connections owner) {
        this.peer = peer;
        this.owner = owner;
    }

    /** Where a connection stands. */
    public enum State {
        /** The first attempt, or the first one after a loss, is under way; or the loss, when nothing can be written any more and what was received is still read. */
        CONNECTING,
        /** Calls can be sent. */
        READY,
        /** The provider asked for no new calls, but still takes them. */
        DRAINING,
        /** The last attempt failed; another one follows after a pause. */
        REFUSED,
        /** Over: released by all users, or another process answers at the address. */
        CLOSED
    }

    /** The provider. */
    public CallInfo.Peer peer() {
        return peer;
    }

    /** Where the connection stands. */
    public State state() {
        return state;
    }

    /** Why the last connection ended or could not be made. */
    public String lastError() {
        return lastError;
    }

    /** Whether the provider has said goodbye since it was last connected. */
    public boolean saidGoodbye() {
        return goodbye;
    }

    /** For a user the registry holds the provider, or not any more. Without any such user it is looked for less and less often, up to every two minutes. */
    public void listed(Object user, boolean now) {
        boolean hurry;
        synchronized (this) {
            boolean before = !listedBy.isEmpty();
            boolean changed = now ? listedBy.add(user) : listedBy.remove(user);
            hurry = changed && now && !before && pausing;
            if (hurry) {
                pausing = false;
                pause++;
                failures = 0;
            }
        }
        if (hurry) {
            connect();
        }
    }

    /** How much the provider has to do, as far as is known here: calls that are not answered, or were not in time a moment ago. */
    public int load() {
        ClientConnection connection = current;
        return connection == null ? 0 : connection.load();
    }

    /** Is run after each change of state, on any thread; must not block. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** Ends a {@link #listen}. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** Makes a service known to the provider, on this and all later connections; before the first call to it. */
    public synchronized void bind(Binding binding) {
        boolean known = bindings.putIfAbsent(binding.number(), binding) != null;
        ClientConnection connection = current;
        if (!known && connection != null) {
            connection.bind(binding);
        }
    }

    /** Whether the provider can execute calls of the method, as far as is known: its contract may lack what they need. */
    public boolean serves(Binding binding, MethodDescriptor method) {
        ClientConnection connection = current;
        return connection == null || connection.serves(binding, method);
    }

    /** Sends calls of a method to this provider; they fail as never executed while there is no connection. */
    public Invoker invoker(Binding binding, MethodDescriptor method) {
        return new Invoker() {
            @Override
            public void invoke(RpcCall call) {
                ClientConnection connection = current;
                if (connection == null) {
                    call.attempt(peer);
                    call.fail(RpcException.neverExecuted(
                            Status.UNAVAILABLE,
                            method + ": no connection to " + peer.address() + ": " + lastError,
                            null));
                } else {
                    connection.send(call, binding, method);
                }
            }

            @Override
            public String toString() {
                return "connection to " + peer.address();
            }
        };
    }

    /** One user more; under the lock of {@link Connections}. */
    void retain() {
        users++;
    }

    /** One user less; under the lock of {@link Connections}. */
    boolean lastReleased() {
        return --users == 0;
    }

    /** One user less; without users the connection is closed once its calls are answered. */
    public void release() {
        if (!owner.released(this)) {
            return;
        }
        ClientConnection connection = current;
        change(State.CLOSED, "not needed any more");
        if (connection != null) {
            connection.closeWhenIdle("not needed any more", DRAIN_NANOS);
        }
    }

    void close() {
        change(State.CLOSED, "the client was closed");
    }

    private void change(State newState, String why) {
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            set(newState, why);
        }
        listeners.forEach(Runnable::run);
    }

    /** Under the lock; the listeners are to be run without it. */
    private void set(State newState, String why) {
        state = newState;
        if (newState != State.READY) {
            lastError = why;
        }
        if (newState != State.READY && newState != State.DRAINING) {
            current = null;
        }
    }

    // ---------------------------------------------------------------- connecting

    void connect() {
        if (state == State.CLOSED) {
            return;
        }
        String address = peer.address();
        int colon = address.lastIndexOf(':');
        String host = address.substring(0, Math.max(0, colon));
        try {
            owner.blocking().execute(() -> {
                try {
                    int port = Integer.parseInt(address.substring(colon + 1));
                    InetSocketAddress resolved = new InetSocketAddress(InetAddress.getByName(host), port);
                    if (state != State.CLOSED) { // to resolve it may have taken until after the end of the event loops
                        connect(resolved);
                    }
                } catch (UnknownHostException e) {
                    refused("host '" + host + "' is not known");
                } catch (RuntimeException e) {
                    refused("address '" + address + "' (expected: host:port): " + e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            change(State.CLOSED, "the client was closed");
        }
    }

    private void connect(InetSocketAddress address) {
        ConnectionSettings settings = owner.settings();
        Session session = new Session();
        ClientConnection connection =
                new ClientConnection(peer, settings.link(), owner.contractThread(), owner.workers(), session);
        Hello hello = new Hello(
                Hello.VERSION,
                settings.link().maxFrameBytes(),
                (int) settings.link().keepaliveInterval().toMillis(),
                settings.link().maxHeaderBytes(),
                Hello.WINDOW_BYTES,
                settings.application(),
                "");
        Link link = new Link(settings.link(), hello, owner.buffers(), connection);
        connection.link(link);
        session.connection = connection;
        session.link = link;
        new Bootstrap()
                .group(owner.loops().group())
                .channel(Loops.socketChannel())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, Loops.receiveBuffers())
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true) // so that the link hears of the end first
                .option(ChannelOption.AUTO_CLOSE, false) // after a failed write the provider's last words are read
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(link)
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        Throwable cause = done.cause();
                        refused(cause == null || cause.getMessage() == null ? "refused" : cause.getMessage());
                    }
                });
    }

    private void refused(String why) {
        int mine;
        long nanos;
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            failures++;
            pausing = true;
            set(State.REFUSED, why); // with the pause: who ends it may have connected before this goes on
            mine = ++pause;
            nanos = owner.settings()
                    .backoffNanos(
                            failures,
                            !listedBy.isEmpty(),
                            ThreadLocalRandom.current().nextDouble());
        }
        listeners.forEach(Runnable::run);
        if (state != State.CLOSED) {
            log.debug("{}: {}; next attempt in {} ms", peer.address(), why, TimeUnit.NANOSECONDS.toMillis(nanos));
            owner.loops().schedule(() -> connectAgain(mine), nanos);
        }
    }

    private void connectAgain(int mine) {
        synchronized (this) {
            if (mine != pause) {
                return; // somebody was in a hurry
            }
            pausing = false;
        }
        connect();
    }

    @Override
    public String toString() {
        return peer.address() + " " + state;
    }

    /** One connection's life; its methods run on the connection's event loop. */
    private final class Session implements ClientConnection.Listener {

        private @Nullable ClientConnection connection;
        private @Nullable Link link;
        private boolean opened;
        private long openedNanos;
        private boolean broken; // it was the current one until no call could be written, and has not been closed yet
        private boolean asked; // for no more calls
        private boolean wrong;

        @Override
        public void opened() {
            Link opening = Objects.requireNonNull(link);
            ClientConnection made = Objects.requireNonNull(connection);
            owner.opened(made);
            synchronized (ManagedConnection.this) {
                if (state == State.CLOSED) {
                    opening.close("not needed any more");
                    return;
                }
                opened = true;
                goodbye = false;
                openedNanos = System.nanoTime();
                bindings.values().forEach(made::bind);
                current = made;
            }
            log.debug("{}: connected to instance '{}'", peer.address(), peer.instance());
            change(State.READY, "");
            if (state == State.CLOSED) {
                opening.close("not needed any more"); // released meanwhile, by someone who did not see this connection
            }
        }

        @Override
        public @Nullable Binding binding(int number) {
            synchronized (ManagedConnection.this) {
                return bindings.get(number);
            }
        }

        @Override
        public void refuses() {
            listeners.forEach(Runnable::run);
        }

        @Override
        public void wrongInstance(String found) {
            wrong = true;
            log.info(
                    "{}: instance '{}' answers instead of '{}': the address was reused",
                    peer.address(),
                    found,
                    peer.instance());
            owner.forget(ManagedConnection.this);
            change(State.CLOSED, "instance '" + found + "' answers instead of '" + peer.instance() + "'");
        }

        @Override
        public void broken(String reason) {
            if (current == connection) {
                broken = true;
                change(State.CONNECTING, reason); // though not before it is closed: the provider may have said goodbye
            }
        }

        @Override
        public void goaway(boolean last) {
            asked |= !last;
            if (!asked) {
                broken("the provider heard nothing for long and closes the connection"); // but stays itself
            } else if (current == connection || broken) {
                goodbye = true;
                if (last || !broken) {
                    change(last ? State.REFUSED : State.DRAINING, "the provider is shutting down");
                }
                broken &= !last;
            }
            if (last && connection != null) {
                connection.closeWhenIdle("the provider takes no more calls", DRAIN_NANOS);
            }
        }

        @Override
        public void closed(String reason) {
            if (connection != null) {
                owner.closed(connection);
            }
            if (wrong || state == State.CLOSED) {
                return;
            }
            boolean lost = opened && (current == connection || broken);
            if (lost) {
                log.info("{}: connection to instance '{}' lost: {}", peer.address(), peer.instance(), reason);
            }
            if (lost && System.nanoTime() - openedNanos > SHORT_LIFE_NANOS) {
                synchronized (ManagedConnection.this) {
                    failures = 0;
                }
                change(State.CONNECTING, reason);
                connect();
            } else {
                refused(reason); // it never worked for long, or went away on purpose: no hurry to come back
            }
        }
    }
}
