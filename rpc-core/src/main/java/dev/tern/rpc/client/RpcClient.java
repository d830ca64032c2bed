package dev.tern.rpc.client;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.connection.Binding;
import dev.tern.rpc.connection.ConnectionSettings;
import dev.tern.rpc.connection.Connections;
import dev.tern.rpc.connection.ManagedConnection;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.StubBinder;
import dev.tern.rpc.observe.AttemptSpans;
import dev.tern.rpc.observe.CallSpans;
import dev.tern.rpc.observe.ClientMetrics;
import dev.tern.rpc.observe.Gauges;
import dev.tern.rpc.observe.PolicyMeters;
import dev.tern.rpc.observe.TraceFilter;
import dev.tern.rpc.policy.DeadlineFilter;
import dev.tern.rpc.policy.RetryFilter;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.local.Registries;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.transport.Loops;
import dev.tern.rpc.transport.SingleThread;
import dev.tern.rpc.transport.WorkerThreads;
import dev.tern.rpc.wire.BindFrame;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer: refers to services and calls them. One per process is enough; it is thread-safe and meant to live as long as the process.
 *
 * <pre>{@code
 * try (RpcClient client = RpcClient.builder().application("web").registry("zk://127.0.0.1:2181/shop").build()) {
 *     OrderService orders = client.refer(OrderService.class);
 *     Order order = orders.get(42);
 * }
 * }</pre>
 *
 * <p>Its threads: event loops ({@code tern-client-...}), which do I/O only, and those that complete the futures of asynchronous calls
 * ({@code tern-callback-...}), unless the builder was given an executor for that. One more ({@code tern-resolver-...}) is there while host names are resolved,
 * and one ({@code tern-contract-...}) while contracts of providers of another version are read.
 */
public final class RpcClient implements AutoCloseable {

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Loops loops;
    private final ExecutorService workers;
    private final Executor callbacks;
    private final ExecutorService resolver;
    private final ExecutorService contractThread;
    private final Connections connections;
    private final Registry registry;
    private final List<Filter> filters;
    private final Gauges gauges;
    private final PolicyListener listener;
    private final Map<ReferenceOptions.Key, Object> stubs = new HashMap<>(); // guarded by this
    private final Map<ReferenceOptions.Key, Reference> references = new HashMap<>(); // guarded by this
    private int nextBinding; // guarded by this
    private boolean closed; // guarded by this

    private RpcClient(Builder builder, String registryUri) {
        LinkSettings link = new LinkSettings(
                builder.maxMessageBytes,
                builder.maxHeaderBytes,
                builder.bodies,
                builder.keepaliveInterval,
                builder.keepaliveTimeout);
        registry = Registries.open(registryUri);
        loops = new Loops("tern-client-" + builder.application, builder.eventLoops);
        workers = WorkerThreads.start("tern-callback-" + builder.application, WorkerThreads.forCallbacks());
        callbacks = builder.callbacks == null ? workers : builder.callbacks;
        resolver = SingleThread.start("tern-resolver-" + builder.application, Integer.MAX_VALUE);
        contractThread = SingleThread.start("tern-contract-" + builder.application, Integer.MAX_VALUE);
        connections = new Connections(
                ConnectionSettings.of(link, builder.application), loops, resolver, contractThread, workers);
        gauges = new Gauges(builder.meters);
        listener = PolicyListener.all(builder.listeners());
        filters = chain(builder);
    }

    /** The chain of every method, in call order; its last part, the endpoints of the service, is each reference's own. */
    private List<Filter> chain(Builder builder) {
        OpenTelemetry spans = builder.openTelemetry;
        List<Filter> chain = new ArrayList<>();
        chain.add(spans == null ? new TraceFilter() : new CallSpans(spans)); // first: all below can tell its trace
        if (builder.meters != null) { // times the whole call, attempts included
            chain.add(new ClientMetrics(builder.meters, gauges, System::nanoTime));
        }
        chain.add(new DeadlineFilter()); // one budget: for the user's filters and all attempts
        chain.addAll(builder.filters); // around all attempts: they see a call once
        chain.add(
                new RetryFilter( // each attempt: an endpoint is picked anew
                        this::schedule,
                        System::nanoTime,
                        () -> ThreadLocalRandom.current().nextDouble()));
        if (spans != null) { // inside of repetition: one per attempt, which the provider sees as its parent
            chain.add(new AttemptSpans(spans));
        }
        return List.copyOf(chain);
    }

    /** Begins a client. */
    public static Builder builder() {
        return new Builder();
    }

    /** A stub of the service; the same one for each call with the same interface. Starts discovery and connecting, and returns at once. */
    public <S> S refer(Class<S> contract) {
        return refer(contract, options -> {});
    }

    /**
     * A stub of the service with options of its own.
     *
     * @param contract an interface with {@code @RpcService}, or the {@code ...Async} twin of one
     * @throws IllegalArgumentException if there is no stub of the interface or an option is not right; the message says what to change
     */
    public synchronized <S> S refer(Class<S> contract, Consumer<ReferenceOptions> configure) {
        checkOpen();
        ReferenceOptions options = new ReferenceOptions();
        configure.accept(options);
        ReferenceOptions.Key[] key = new ReferenceOptions.Key[1];
        S stub = GeneratedStub.create(contract, new StubBinder() {
            @Override
            public MethodBinding bind(ServiceDescriptor service, MethodDescriptor method) {
                return reference(contract, service, options, key).binding(method);
            }
        });
        if (key[0] == null) {
            return stub; // a service without methods
        }
        return contract.cast(stubs.computeIfAbsent(key[0], k -> stub));
    }

    private Reference reference(
            Class<?> contract, ServiceDescriptor service, ReferenceOptions options, ReferenceOptions.Key[] key) {
        key[0] = options.key(contract, service);
        return references.computeIfAbsent(key[0], k -> {
            if (nextBinding == BindFrame.MAX_BINDINGS) {
                throw new IllegalStateException("references: more than " + nextBinding
                        + " (expected: fewer in one client; each set of options makes one)");
            }
            Binding binding = new Binding(
                    nextBinding,
                    options.applyTo(service),
                    options.groupOr(service.group()),
                    options.versionOr(service.version()));
            nextBinding++;
            return new Reference(binding, this, registry, filters, callbacks);
        });
    }

    /**
     * Waits until every reference of the interface has a provider that can be called. With {@code static://}, which does not know what is provided, that
     * means one that is connected.
     *
     * @throws IllegalStateException if that is not so in time; the message tells what there is
     */
    public void awaitReady(Class<?> contract, Duration timeout) throws InterruptedException {
        List<Reference> all = new ArrayList<>();
        synchronized (this) {
            checkOpen();
            references.forEach((key, reference) -> {
                if (key.contract() == contract) {
                    all.add(reference);
                }
            });
        }
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    contract.getName() + " is not referred to (expected: refer(...) before)");
        }
        long end = System.nanoTime() + timeout.toNanos();
        for (Reference reference : all) {
            if (!reference.endpoints().awaitReady(end - System.nanoTime())) {
                throw new IllegalStateException(
                        "no provider can be called within " + timeout.toMillis() + " ms; " + reference);
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    ManagedConnection connect(CallInfo.Peer peer) {
        return connections.acquire(peer);
    }

    /** Takes meters of what this client's references know; they are there until it is closed. */
    Gauges gauges() {
        return gauges;
    }

    /** Is to hear what the policies of this client's references decide. */
    PolicyListener listener() {
        return listener;
    }

    void schedule(Runnable task, long delayNanos) {
        loops.schedule(task, delayNanos);
    }

    /** Refuses new calls, waits up to five seconds for those that are under way, and closes the connections. */
    @Override
    public void close() {
        List<Reference> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = List.copyOf(references.values());
        }
        all.forEach(Reference::close);
        connections.awaitIdle(CLOSE_WAIT);
        connections.close();
        registry.close();
        loops.close();
        resolver.shutdownNow();
        contractThread.shutdownNow();
        workers.shutdown();
        gauges.close();
    }

    /** Collects the settings of a client. */
    public static final class Builder {

        private String application = "application";
        private @Nullable String registry;
        private @Nullable Executor callbacks;
        private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        private int maxMessageBytes = LinkSettings.STANDARD.maxMessageBytes();
        private int maxHeaderBytes = LinkSettings.STANDARD.maxHeaderBytes();
        private BodyLimits bodies = BodyLimits.STANDARD;
        private Duration keepaliveInterval = LinkSettings.STANDARD.keepaliveInterval();
        private Duration keepaliveTimeout = LinkSettings.STANDARD.keepaliveTimeout();
        private final List<Filter> filters = new ArrayList<>();
        private final List<PolicyListener> listeners = new ArrayList<>();
        private @Nullable MeterRegistry meters;
        private @Nullable OpenTelemetry openTelemetry;

        private Builder() {}

        /** The name of this program, told to providers; letters, digits, {@code -}, {@code _} and {@code .}. */
        public Builder application(String name) {
            Instance.checkName("application", name);
            application = name;
            return this;
        }

        /** Where providers are found: {@code zk://127.0.0.1:2181/shop}, {@code static://127.0.0.1:20880}. Must be set. */
        public Builder registry(String uri) {
            registry = uri;
            return this;
        }

        /**
         * Completes the futures of asynchronous calls, and runs what is put behind them. Virtual threads where the JDK has them, else a bounded pool,
         * unless set. {@code Runnable::run} completes them on the event loop: then nothing behind them may block.
         */
        public Builder callbackExecutor(Executor executor) {
            callbacks = executor;
            return this;
        }

        /** How many event loops do the I/O; half of the processors unless set. */
        public Builder eventLoops(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("eventLoops: " + count + " (expected: >= 1)");
            }
            eventLoops = count;
            return this;
        }

        /** The largest encoded request or answer, 1 KiB to 1 GiB; 4 MiB unless set. */
        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        /** The largest header of a request or answer beyond its first 64 bytes: attachments and baggage. 256 bytes to 1 MiB; 8 KiB unless set. */
        public Builder maxHeaderBytes(int bytes) {
            maxHeaderBytes = bytes;
            return this;
        }

        /** How many values of types that can contain themselves, such as trees, may be inside each other in a body; 64 unless set. */
        public Builder maxDepth(int depth) {
            bodies = new BodyLimits(depth, bodies.maxElements());
            return this;
        }

        /** How many elements all collections, maps and arrays of a body may have together; 1,000,000 unless set. */
        public Builder maxElements(int count) {
            bodies = new BodyLimits(bodies.maxDepth(), count);
            return this;
        }

        /** After how long without a byte from a provider it is asked whether it is there, and how long it may take to answer; 10 s and 5 s. */
        public Builder keepalive(Duration interval, Duration timeout) {
            keepaliveInterval = interval;
            keepaliveTimeout = timeout;
            return this;
        }

        /** Puts a filter around all calls, outside of repeated attempts; the first added is the outermost. */
        public Builder filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        /** Measures calls and what policies decide; {@code docs/observability.md} lists the meters. Nothing is measured unless set. */
        public Builder meterRegistry(MeterRegistry registry) {
            meters = registry;
            return this;
        }

        /**
         * Makes spans of calls and of their attempts; {@code docs/observability.md} lists their attributes. Without it calls have trace ids all the same, for logs and for providers, but no span
         * is recorded.
         */
        public Builder openTelemetry(OpenTelemetry telemetry) {
            openTelemetry = telemetry;
            return this;
        }

        /** Hears what policies decide, on the thread that decides: must not block. What it throws is dropped. */
        public Builder listener(PolicyListener policyListener) {
            listeners.add(policyListener);
            return this;
        }

        private List<PolicyListener> listeners() {
            List<PolicyListener> all = new ArrayList<>(listeners);
            if (meters != null) {
                all.add(new PolicyMeters(meters));
            }
            return all;
        }

        /**
         * Starts the client. Does not wait for the registry or any provider.
         *
         * @throws IllegalArgumentException if a setting is not right; the message names value and expectation
         */
        public RpcClient build() {
            if (registry == null) {
                throw new IllegalArgumentException(
                        "registry: not set (expected: a URI such as zk://127.0.0.1:2181/shop or static://127.0.0.1:20880)");
            }
            return new RpcClient(this, registry);
        }
    }
}
