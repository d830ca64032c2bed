package dev.tern.rpc.client;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.cluster.Breakers;
import dev.tern.rpc.cluster.LastGood;
import dev.tern.rpc.cluster.Strategies;
import dev.tern.rpc.connection.Binding;
import dev.tern.rpc.connection.ConnectionSettings;
import dev.tern.rpc.connection.Connections;
import dev.tern.rpc.connection.ManagedConnection;
import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodBinding;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.NonBlockingThread;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.SettingsSource;
import dev.tern.rpc.kernel.StubBinder;
import dev.tern.rpc.observe.AttemptSpans;
import dev.tern.rpc.observe.CallSpans;
import dev.tern.rpc.observe.ClientMetrics;
import dev.tern.rpc.observe.Gauges;
import dev.tern.rpc.observe.Measure;
import dev.tern.rpc.observe.PolicyMeters;
import dev.tern.rpc.observe.TraceFilter;
import dev.tern.rpc.policy.BulkheadFilter;
import dev.tern.rpc.policy.DeadlineFilter;
import dev.tern.rpc.policy.FallbackFilter;
import dev.tern.rpc.policy.HedgeFilter;
import dev.tern.rpc.policy.MethodStates;
import dev.tern.rpc.policy.RateLimitFilter;
import dev.tern.rpc.policy.RetryFilter;
import dev.tern.rpc.policy.TimeAndChance;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.local.Registries;
import dev.tern.rpc.settings.Poller;
import dev.tern.rpc.settings.ServiceSettings;
import dev.tern.rpc.settings.Settings;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.transport.Loops;
import dev.tern.rpc.transport.Opened;
import dev.tern.rpc.transport.SingleThread;
import dev.tern.rpc.transport.WorkerThreads;
import dev.tern.rpc.wire.BindFrame;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
 * and one ({@code tern-contract-...}) while contracts of providers of another version are read. If settings are read from a file, one ({@code tern-settings-...}) looks at it. One
 * ({@code tern-snapshot-...}) is there while the file is read or written that keeps what the registry says.
 */
public final class RpcClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RpcClient.class);
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final Opened opened = new Opened();
    private final Loops loops;
    private final ExecutorService workers;
    private final Executor callbacks;
    private final Connections connections;
    private final Registry registry;
    private final LastGood lastGood;
    private final Settings settings;
    private final TimeAndChance time;
    private final MethodStates states;
    private final PolicyListener listener;
    private final List<Filter> users;
    private final @Nullable MeterRegistry meters;
    private final @Nullable OpenTelemetry telemetry;
    private final Gauges gauges;
    private final Map<ReferenceOptions.Key, Object> stubs = new HashMap<>(); // guarded by this
    private final Map<ReferenceOptions.Key, Reference> references = new HashMap<>(); // guarded by this
    private final List<Binding> spareBindings =
            new ArrayList<>(); // of references that were taken back; guarded by this
    private int nextBinding; // guarded by this
    private boolean closed; // guarded by this

    private RpcClient(Builder builder, String registryUri) {
        listener = PolicyListener.all(builder.listeners());
        meters = builder.meters;
        telemetry = builder.openTelemetry;
        time = TimeAndChance.ofSystem(this::later);
        states = new MethodStates(time.nanoTime());
        try {
            settings = opened.add( // first: it starts nothing, and may refuse
                    builder.settings
                            .listener(listener)
                            .loadBalancers(Strategies.names())
                            .build(builder.application),
                    Settings::close);
            Path snapshots = builder.snapshotFolder();
            ConnectionSettings link = ConnectionSettings.of(builder.link(), builder.application);
            users = new ArrayList<>(builder.filters);
            users.addAll(Filter.found(Filter.Side.CLIENT));
            registry = opened.add(builder.opener.apply(registryUri), Registry::close);
            gauges = opened.add(new Gauges(meters), Gauges::close);
            workers = opened.add(
                    WorkerThreads.start("tern-callback-" + builder.application, WorkerThreads.forCallbacks()),
                    ExecutorService::shutdown);
            callbacks = builder.callbacks == null ? workers : builder.callbacks;
            ExecutorService contractThread = thread("tern-contract-" + builder.application);
            ExecutorService resolver = thread("tern-resolver-" + builder.application);
            loops = opened.add(new Loops("tern-client-" + builder.application, builder.eventLoops), Loops::close);
            connections =
                    opened.add(new Connections(link, loops, resolver, contractThread, workers), RpcClient::endCalls);
            lastGood = snapshots == null || !registry.canBeAway()
                    ? LastGood.off(time)
                    : lastGood(snapshots, builder.application, registryUri);
            measure();
            settings.start();
        } catch (RuntimeException | Error e) { // nobody would have a handle to close what is open
            opened.close(e);
            throw e;
        }
    }

    private ExecutorService thread(String name) {
        return opened.add(SingleThread.start(name, Integer.MAX_VALUE), ExecutorService::shutdownNow);
    }

    private LastGood lastGood(Path folder, String application, String registryUri) {
        ExecutorService thread = opened.add(
                SingleThread.start("tern-snapshot-" + application, Integer.MAX_VALUE), RpcClient::endSnapshots);
        return opened.add(LastGood.in(folder, application, place(registryUri), thread, time), LastGood::close);
    }

    /** What names a registry: not its parameters, which may be secret. */
    private static String place(String registryUri) {
        RegistryUri uri = RegistryUri.parse(registryUri);
        return new RegistryUri(uri.scheme(), uri.authority(), uri.path()).toString();
    }

    private void measure() {
        gauges.add(Measure.REGISTRY_REACHED, () -> registry.state().reached() ? 1 : 0, "client");
        gauges.count(Measure.REGISTRY_IGNORED, () -> registry.state().entriesIgnored(), "client");
        gauges.count(Measure.REGISTRY_REPAIRS, () -> registry.state().repairs(), "client");
        gauges.count(Measure.CLIENT_SNAPSHOT_FAILURES, lastGood::failures);
    }

    /**
     * The chain of every method of a reference, in call order; its last part is the endpoints of the service. A filter that has nothing to do for a method is not in
     * its chain.
     */
    private List<Filter> chain(Fallbacks fallbacks, Gauges gaugesOfReference) {
        List<Filter> chain = new ArrayList<>();
        chain.add(
                telemetry == null
                        ? new TraceFilter()
                        : new CallSpans(telemetry)); // first: all below can tell its trace
        if (meters != null) {
            chain.add(new ClientMetrics(
                    meters, gaugesOfReference, time.nanoTime())); // times the whole call, attempts included
        }
        chain.add(new DeadlineFilter()); // one budget of time: for the user's filters and all attempts
        chain.addAll(at(Filter.Place.CALL, users)); // they see a call once, with what all the rest came to
        chain.add(new FallbackFilter(fallbacks::handler, listener)); // answers what is left after all attempts
        chain.add(new HedgeFilter(states, time, listener)); // attempts beside each other, in place of retries
        chain.add(new RetryFilter(states, time, listener)); // one after the other; within a hedge, what never ran
        if (telemetry != null) {
            chain.add(new AttemptSpans(telemetry)); // inside of repetition: the provider sees an attempt as its parent
        }
        chain.addAll(at(Filter.Place.ATTEMPT, users)); // they see each attempt
        chain.add(new BulkheadFilter(states, listener)); // counts what is really under way: a pause is not
        chain.add(new RateLimitFilter(states, listener)); // last: a permit is taken by what goes to an endpoint
        return List.copyOf(chain);
    }

    private static List<Filter> at(Filter.Place place, List<Filter> filters) {
        return filters.stream()
                .filter(filter -> filter.place() == place)
                .map(Filter::guarded)
                .toList();
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
     * @throws IllegalStateException if {@link Check#FAIL} is set and no provider can be called in time; the message says why
     */
    public <S> S refer(Class<S> contract, Consumer<ReferenceOptions> configure) {
        ReferenceOptions options = new ReferenceOptions();
        ReferenceOptions.Key[] key = new ReferenceOptions.Key[1];
        S stub = refer(contract, configure, options, key);
        if (key[0] != null) {
            check(key[0], options);
        }
        return stub;
    }

    private synchronized <S> S refer(
            Class<S> contract,
            Consumer<ReferenceOptions> configure,
            ReferenceOptions options,
            ReferenceOptions.Key[] key) {
        checkOpen();
        configure.accept(options);
        if (options.check() == Check.FAIL && Thread.currentThread() instanceof NonBlockingThread) {
            throw new IllegalStateException(
                    "check: FAIL (expected: WARN or OFF on an event loop, which must not wait for a provider)");
        }
        S stub = GeneratedStub.create(contract, new StubBinder() {
            @Override
            public MethodBinding bind(ServiceDescriptor service, MethodDescriptor method) {
                return reference(contract, service, options, key).binding(method);
            }
        });
        if (key[0] == null) {
            return stub; // a service without methods
        }
        Objects.requireNonNull(references.get(key[0])).stubs++;
        Object first = stubs.putIfAbsent(key[0], stub);
        return first == null ? stub : contract.cast(first);
    }

    /** What a missing provider means. Waits, so that the lock must not be held. */
    private void check(ReferenceOptions.Key key, ReferenceOptions options) {
        Reference reference;
        boolean first;
        synchronized (this) {
            reference = references.get(key);
            if (reference == null) {
                return; // taken back meanwhile, with the stub of somebody else who waited for it
            }
            first = reference.stubs == 1;
        }
        ProviderCheck check = new ProviderCheck(key.contract(), reference, options.checkAfter());
        if (options.check() == Check.WARN && first) {
            check.warnLater(time.timer(), this::isClosed);
        } else if (options.check() == Check.FAIL) {
            String why = check.await();
            if (why != null) {
                takeBack(key, reference);
                throw new IllegalStateException(why);
            }
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Of a reference whose provider is missing nothing stays, unless somebody else has a stub of it. */
    private void takeBack(ReferenceOptions.Key key, Reference reference) {
        synchronized (this) {
            if (--reference.stubs > 0 || closed) {
                return;
            }
            references.remove(key, reference);
            stubs.remove(key);
            spareBindings.add(reference.connectionBinding());
        }
        reference.close();
    }

    private Reference reference(
            Class<?> contract, ServiceDescriptor service, ReferenceOptions options, ReferenceOptions.Key[] key) {
        key[0] = options.key(contract, service);
        Reference known = references.get(key[0]);
        if (known != null) {
            return known;
        }
        Reference made = newReference(contract, service, options); // runs users' code, which may refer to services too
        Reference meanwhile = references.putIfAbsent(key[0], made);
        if (meanwhile != null) {
            spareBindings.add(made.connectionBinding());
            made.close();
            return meanwhile;
        }
        return made;
    }

    private Reference newReference(Class<?> contract, ServiceDescriptor service, ReferenceOptions options) {
        Fallbacks fallbacks = Fallbacks.of(contract, service, options.fallback());
        Opened parts = new Opened();
        try {
            ServiceSettings merged = parts.add(settings.of(service, options.values()), ServiceSettings::close);
            Gauges measured = parts.add(new Gauges(meters), Gauges::close);
            Binding binding = parts.add(
                    binding(merged.service(), options.groupOr(service.group()), options.versionOr(service.version())),
                    spareBindings::add);
            List<Filter> chain = chain(fallbacks, measured);
            Reference reference = parts.add(
                    new Reference(binding, merged, this, registry, lastGood, chain, callbacks, measured),
                    Reference::close);
            merged.listen(reference::changed);
            return reference;
        } catch (RuntimeException | Error e) { // values that do not go together, or users' code that fails
            parts.close(e);
            throw e;
        }
    }

    /** A number that connections know the service by, or the one of a reference that was taken back: there are not many, and connections may know it still. */
    private Binding binding(ServiceDescriptor service, String group, String version) {
        for (Binding spare : spareBindings) {
            if (spare.service().hash() == service.hash()
                    && spare.service().name().equals(service.name())
                    && spare.group().equals(group)
                    && spare.version().equals(version)) {
                spareBindings.remove(spare);
                return spare;
            }
        }
        if (nextBinding == BindFrame.MAX_BINDINGS) {
            throw new IllegalStateException("references: more than " + nextBinding
                    + " (expected: fewer in one client; each set of options makes one)");
        }
        return new Binding(nextBinding++, service, group, version);
    }

    /**
     * Waits until every reference of the interface has a provider that can be called. With {@code static://}, which does not know what is provided, that
     * means one that is connected.
     *
     * @throws IllegalStateException if that is not so in time; the message tells what there is
     */
    public void awaitReady(Class<?> contract, Duration timeout) throws InterruptedException {
        ProviderCheck.awaitAll(references(contract), timeout);
    }

    /**
     * The circuit breakers of all references of the interface, to look at and to override by hand.
     *
     * @throws IllegalArgumentException if it is not referred to
     */
    public Breakers breakers(Class<?> contract) {
        return Breakers.of(references(contract).stream()
                .map(reference -> reference.endpoints().breakers())
                .toList());
    }

    private synchronized List<Reference> references(Class<?> contract) {
        checkOpen();
        List<Reference> all = references.entrySet().stream()
                .filter(entry -> entry.getKey().contract() == contract)
                .map(Map.Entry::getValue)
                .toList();
        if (all.isEmpty()) {
            throw new IllegalArgumentException(
                    contract.getName() + " is not referred to (expected: refer(...) before)");
        }
        return all;
    }

    /**
     * How methods are called and why: each value, its source, and what it overrode, a line each; below it what sources say of it at present and is refused, and why.
     *
     * @param subject {@code "shop.OrderService#get"}, with parameter types for one of several methods of that name, or {@code "shop.OrderService"} for all its methods
     * @throws IllegalArgumentException if no such service is referred to, or it has no such method
     */
    public String explain(String subject) {
        return settings.explain(subject);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    ManagedConnection connect(CallInfo.Peer peer) {
        return connections.acquire(peer);
    }

    /** Is to hear what the policies of this client's references decide. */
    PolicyListener listener() {
        return listener;
    }

    /** What policies do later may call users' code: it runs on a worker, not on the loop that keeps the time. */
    private void later(Runnable task, long delayNanos) {
        loops.schedule(
                () -> {
                    try {
                        workers.execute(task);
                    } catch (RuntimeException | Error e) { // the client is closed, or no thread can be made
                        task.run();
                    }
                },
                delayNanos);
    }

    /** By what its policies decide. */
    TimeAndChance time() {
        return time;
    }

    /** What its policies remember. */
    MethodStates states() {
        return states;
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
        all.forEach(reference -> opened.add(reference, Reference::close)); // first of all to be closed
        opened.close();
    }

    private static void endCalls(Connections connections) {
        connections.awaitIdle(CLOSE_WAIT);
        connections.close();
    }

    /** A file that is being written is waited for, but not for long: its disk may hang. */
    private static void endSnapshots(ExecutorService thread) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(1, TimeUnit.SECONDS)) {
                log.debug("the snapshot of the registry is still being written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Collects the settings of a client. */
    public static final class Builder {

        private String application = "application";
        private @Nullable String registry;
        private Function<String, Registry> opener = Registries::open;
        private @Nullable Path snapshotDirectory;
        private boolean snapshots = true;
        private @Nullable Executor callbacks;
        private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        private int maxMessageBytes = LinkSettings.STANDARD.maxMessageBytes();
        private int maxHeaderBytes = LinkSettings.STANDARD.maxHeaderBytes();
        private BodyLimits bodies = BodyLimits.STANDARD;
        private Duration keepaliveInterval = LinkSettings.STANDARD.keepaliveInterval();
        private Duration keepaliveTimeout = LinkSettings.STANDARD.keepaliveTimeout();
        private final List<Filter> filters = new ArrayList<>();
        private final Settings.Builder settings =
                Settings.builder().environment(System.getenv()).systemProperties(System.getProperties());
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

        /** For tests: opens the registry. */
        Builder opener(Function<String, Registry> opensRegistries) {
            opener = opensRegistries;
            return this;
        }

        /**
         * The folder for the file that keeps what the registry said last, so that this program can start while the registry is away; it is made if it is not there. Unless set, what the
         * system property {@code tern.snapshotDirectory} or the environment variable {@code TERN_SNAPSHOTDIRECTORY} says ({@code off} for none), else {@code .tern/registry} in the user's
         * home. Registries that are never away, such as {@code static://}, have no file.
         */
        public Builder snapshotDirectory(Path directory) {
            snapshotDirectory = directory;
            return this;
        }

        /** Whether what the registry said last is kept in a file; it is unless set otherwise. */
        public Builder snapshots(boolean kept) {
            snapshots = kept;
            return this;
        }

        private @Nullable Path snapshotFolder() {
            if (!snapshots) {
                return null;
            }
            return snapshotDirectory == null ? SnapshotPlace.standard() : snapshotDirectory;
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

        /**
         * Puts a filter into the chain of all methods, at its {@linkplain Filter#place() place}: around whole calls unless it says otherwise. Of one place the first
         * added is the outermost; inside of them are those that a {@link java.util.ServiceLoader} finds.
         */
        public Builder filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        /** Sets a value for all services. What is set for one service or method, by an annotation say, counts before it. */
        public Builder set(PolicySetting setting, String value) {
            settings.set(setting, value);
            return this;
        }

        /** The same by the setting's name, {@code "retry.maxAttempts"}. */
        public Builder set(String setting, String value) {
            settings.set(setting, value);
            return this;
        }

        /** Measures calls and what policies decide; {@code docs/observability.md} lists the meters. Nothing is measured unless set. */
        public Builder meterRegistry(MeterRegistry registry) {
            meters = registry;
            return this;
        }

        /**
         * Takes settings from a properties file in UTF-8, stronger than those before. It must be there at start, is looked at each second, and what it says then counts from then on. Replace
         * it by renaming another file to it.
         */
        public Builder settings(Path file) {
            settings.file(file);
            return this;
        }

        /** Takes settings from another source, stronger than those before. The client closes it, or {@link #build} if there is to be no client. */
        public Builder settings(SettingsSource source) {
            settings.source(source);
            return this;
        }

        /** For tests: looks at the files when told to. */
        Builder poller(Poller poller) {
            settings.poller(poller);
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
         * @throws IllegalArgumentException if a setting is not right; the message names value and expectation, for settings of calls of all that are not right
         * @throws IllegalStateException if this builder has sources of settings, and an attempt to build was made before: they belong to that
         */
        public RpcClient build() {
            try (settings) { // from here on they are the client's
                if (registry == null) {
                    throw new IllegalArgumentException(
                            "registry: not set (expected: a URI such as zk://127.0.0.1:2181/shop or static://127.0.0.1:20880)");
                }
                return new RpcClient(this, registry);
            }
        }

        private LinkSettings link() {
            return new LinkSettings(maxMessageBytes, maxHeaderBytes, bodies, keepaliveInterval, keepaliveTimeout);
        }
    }
}
