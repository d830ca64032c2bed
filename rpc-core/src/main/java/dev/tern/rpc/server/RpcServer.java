package dev.tern.rpc.server;

import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.SettingsSource;
import dev.tern.rpc.observe.Gauges;
import dev.tern.rpc.observe.HandlerSpans;
import dev.tern.rpc.observe.Measure;
import dev.tern.rpc.observe.PolicyMeters;
import dev.tern.rpc.observe.ServerMetrics;
import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.local.Registries;
import dev.tern.rpc.settings.ServiceSettings;
import dev.tern.rpc.settings.Settings;
import dev.tern.rpc.transport.LinkSettings;
import dev.tern.rpc.transport.Opened;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A provider: listens on a port, runs implementations, and stands in a registry while it does. Thread-safe.
 *
 * <pre>{@code
 * try (RpcServer server = RpcServer.builder()
 *         .application("orders")
 *         .port(20880)
 *         .registry("zk://127.0.0.1:2181/shop")
 *         .provide(OrderService.class, new Orders())
 *         .start()) {
 *     server.awaitTermination();
 * }
 * }</pre>
 *
 * <p>Its threads: event loops ({@code tern-server-...}), which do I/O and run {@link dev.tern.rpc.NonBlocking} implementations, and those that run all other
 * implementations ({@code tern-handler-...}): virtual threads from JDK 21 on, a bounded pool before. If settings are read from a file, one ({@code tern-settings-...}) looks at it.
 */
public final class RpcServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RpcServer.class);

    private final Opened opened = new Opened();
    private final ServerCore core;
    private final Presence presence;
    private final CountDownLatch terminated = new CountDownLatch(1);
    private final @Nullable Thread hook;
    private final Gauges gauges;
    private final Settings calls;
    private boolean closing; // guarded by this

    private RpcServer(Builder builder) {
        List<BoundService> services = new ArrayList<>();
        List<Filter> filters = chain(builder);
        builder.services.forEach((contract, implementation) -> services.add(bind(contract, implementation, filters)));
        checkDistinct(services);
        Admission admission = new Admission();
        String id = builder.application + "-" + HexFormat.of().toHexDigits(new SecureRandom().nextLong());
        AdvertisedHost advertised;
        try {
            calls = opened.add(
                    settings(builder, services), Settings::close); // first: it starts nothing, and may refuse
            List<ServiceSettings> limits = services.stream()
                    .map(service -> calls.of(service.descriptor(), service.limits()))
                    .toList();
            limit(services, limits, admission);
            advertised = advertised(builder);
            Registry registry =
                    builder.registry == null ? null : opened.add(Registries.open(builder.registry), Registry::close);
            gauges = opened.add(new Gauges(builder.meters), Gauges::close);
            core = opened.add(
                    new ServerCore(
                            settings(builder, id),
                            admission,
                            List.copyOf(services),
                            new InetSocketAddress(builder.host, builder.port),
                            builder.eventLoops,
                            builder.handlerThreads,
                            builder.executor),
                    ServerCore::drain);
            Instance instance = Instance.of(
                            id,
                            builder.application,
                            advertised.text() + ":" + core.port(),
                            services.stream().map(BoundService::provided).toList())
                    .withWeight(builder.weight)
                    .withTags(builder.tags);
            calls.start();
            follow(services, limits, admission);
            show(registry, gauges); // before anybody hears of the instance: a user's meter registry may throw
            show(admission, gauges, builder.meters);
            String where = builder.registry == null ? "" : builder.registry;
            presence = opened.add(new Presence(instance, registry, where), Presence::leave);
            hook = builder.shutdownHook ? new Thread(this::close, "tern-shutdown-" + builder.application) : null;
            if (hook != null) {
                Runtime.getRuntime().addShutdownHook(hook);
            }
        } catch (RuntimeException | Error e) { // nobody would have a handle to close what is open
            opened.close(e);
            throw e;
        }
        log.info("{} listens on {} and provides {}", id, presence.instance().addresses(), core.provided());
        log.atLevel(advertised.doubtful() ? Level.WARN : Level.INFO)
                .log("{} advertises host {} (advertisedHost(...) sets another)", id, advertised);
    }

    /** What is around every handler, in call order. */
    private static List<Filter> chain(Builder builder) {
        List<Filter> chain = new ArrayList<>();
        if (builder.openTelemetry != null) { // first: everything below belongs to the handler's span
            chain.add(new HandlerSpans(builder.openTelemetry));
        }
        if (builder.meters != null) { // around the user's filters: they are part of what the caller waits for
            chain.add(new ServerMetrics(builder.meters, System::nanoTime));
        }
        chain.addAll(builder.filters);
        chain.addAll(Filter.found(Filter.Side.SERVER)); // inside of the builder's
        return List.copyOf(chain);
    }

    private static void show(@Nullable Registry registry, Gauges gauges) {
        if (registry != null) {
            gauges.add(Measure.REGISTRY_REACHED, () -> registry.state().reached() ? 1 : 0, "server");
            gauges.count(Measure.REGISTRY_IGNORED, () -> registry.state().entriesIgnored(), "server");
            gauges.count(Measure.REGISTRY_REPAIRS, () -> registry.state().repairs(), "server");
        }
    }

    private static ServerSettings settings(Builder builder, String id) {
        return new ServerSettings(
                new LinkSettings(
                        builder.maxMessageBytes,
                        builder.maxHeaderBytes,
                        builder.bodies,
                        builder.keepaliveInterval,
                        builder.keepaliveTimeout),
                builder.application,
                id,
                builder.interruptHandlers,
                builder.sendStackTraces,
                builder.propagation,
                builder.drainTimeout);
    }

    /** What all sources say of the services, all that is not right at once. */
    private static Settings settings(Builder builder, List<BoundService> services) {
        List<PolicyListener> listeners = new ArrayList<>(builder.listeners);
        if (builder.meters != null) {
            listeners.add(new PolicyMeters(builder.meters));
        }
        services.forEach(service -> builder.settings.expect(service.descriptor(), service.limits()));
        return builder.settings.listener(PolicyListener.all(listeners)).build(builder.application);
    }

    /** The limits that hold when it begins to listen. */
    private static void limit(List<BoundService> services, List<ServiceSettings> limits, Admission admission) {
        for (int i = 0; i < services.size(); i++) {
            BoundService service = services.get(i);
            limits.get(i).service().methods().forEach(method -> limit(service, method, admission));
        }
    }

    /** What all methods share is the same in each. */
    private static void limit(BoundService service, MethodDescriptor method, Admission admission) {
        admission.configure(
                method.policy().serverMaxConcurrentCalls(), method.policy().serverAdaptiveLimit());
        service.configure(method, admission.adaptive());
    }

    private static void follow(List<BoundService> services, List<ServiceSettings> limits, Admission admission) {
        Object oneAtATime = new Object(); // sources change on threads of their own
        for (int i = 0; i < services.size(); i++) {
            BoundService service = services.get(i);
            limits.get(i).listen(method -> {
                synchronized (oneAtATime) {
                    limit(service, method, admission);
                }
            });
        }
    }

    private static void show(Admission admission, Gauges gauges, @Nullable MeterRegistry meters) {
        if (meters != null) {
            admission.measureWaits(ServerMetrics.waits(meters));
        }
        gauges.add(Measure.SERVER_CALLS_ACTIVE, admission::underWay);
        gauges.add(Measure.SERVER_LIMIT, admission::limit);
        gauges.add(Measure.SERVER_QUEUE, () -> admission.state().queued());
        for (Admission.Reason reason : Admission.Reason.values()) {
            String label = reason.name().toLowerCase(Locale.ROOT);
            gauges.count(Measure.SERVER_REFUSALS, admission.refused(reason)::sum, label);
        }
    }

    @SuppressWarnings("unchecked") // BoundService checks it
    private static <S> BoundService bind(Class<S> contract, Object implementation, List<Filter> filters) {
        return BoundService.of(contract, (S) implementation, filters);
    }

    private static void checkDistinct(List<BoundService> services) {
        Set<List<String>> seen = new HashSet<>();
        for (BoundService service : services) {
            ServiceDescriptor contract = service.descriptor();
            if (!seen.add(List.of(contract.name(), contract.group(), contract.version()))) {
                throw new IllegalArgumentException("service " + contract.name() + ", group '" + contract.group()
                        + "', version '" + contract.version()
                        + "' is provided twice (expected: another name, group or version in one of the @RpcService)");
            }
        }
    }

    private static AdvertisedHost advertised(Builder builder) {
        String setting = builder.advertisedHost != null
                ? builder.advertisedHost
                : AdvertisedHost.configured(System.getProperties(), System.getenv());
        RegistryUri where = builder.registry == null ? null : RegistryUri.parse(builder.registry);
        return AdvertisedHost.choose(setting, builder.host, where, Machine::here);
    }

    /** Begins a server. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port it listens on. */
    public int port() {
        return core.port();
    }

    /** The id under which consumers know this instance. */
    public String instanceId() {
        return presence.instance().id();
    }

    /** How many calls may be under way, are, wait for a thread, and were refused. */
    public AdmissionState admission() {
        return core.admission().state();
    }

    /**
     * Which calls are taken and why: each limit of a method, its source, and what it overrode, a line each; below it what sources say of it at present and is refused, and why.
     *
     * @param subject {@code "shop.OrderService#get"}, with parameter types for one of several methods of that name, or {@code "shop.OrderService"} for all its methods
     * @throws IllegalArgumentException if no such service is provided, or it has no such method
     */
    public String explain(String subject) {
        return calls.explain(subject);
    }

    /**
     * Changes this instance's share of the calls, as compared with others: 0 to 10,000, 100 is ordinary. Consumers hear of it through the registry; without one nothing changes.
     *
     * @throws IllegalArgumentException if it is not in that range
     */
    public void weight(int share) {
        presence.change(now -> now.withWeight(share));
    }

    /**
     * Whether this instance gets calls: one that is not ready stays registered and serves what arrives, but consumers send it nothing new. It is ready unless set. Consumers hear of it
     * through the registry; without one nothing changes.
     */
    public void ready(boolean ready) {
        presence.change(now -> now.withReady(ready));
    }

    /**
     * Replaces the tags of this instance, for routing. Consumers hear of it through the registry; without one nothing changes.
     *
     * @throws IllegalArgumentException if one is not of letters, digits, {@code -}, {@code _} and {@code .}
     */
    public void tags(String... tags) {
        for (String tag : tags) {
            Instance.checkName("tag", tag);
        }
        Set<String> all = new HashSet<>(List.of(tags));
        presence.change(now -> now.withTags(all));
    }

    /**
     * Waits until this instance has been registered for the first time. Not needed for serving: registration goes on in the background.
     *
     * @throws IllegalStateException if that is not so in time, or no registry is set
     */
    public void awaitRegistered(Duration timeout) throws InterruptedException {
        presence.awaitRegistered(timeout);
    }

    /** Waits until the server is closed. */
    public void awaitTermination() throws InterruptedException {
        terminated.await();
    }

    /**
     * Leaves without losing a call: not ready and deregistered, goodbye to all consumers, everything that arrives is served for the propagation time,
     * then nothing more is taken, what runs may finish until the drain timeout, and the connections are closed. A second call returns when the
     * first is done.
     */
    @Override
    public void close() {
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (!first) {
            awaitQuietly(); // without the lock: handlers that still run may change the instance
            return;
        }
        try {
            opened.close();
        } finally {
            terminated.countDown();
            removeHook();
        }
        log.info("{} has shut down", instanceId());
    }

    private void awaitQuietly() {
        try {
            terminated.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void removeHook() {
        if (hook == null || Thread.currentThread() == hook) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            log.debug("the JVM is shutting down; its hook finds the server closed");
        }
    }

    /** Collects the settings of a server. */
    public static final class Builder {

        private static final String ANY_HOST = "0.0.0.0";

        private String application = "application";
        private String host = ANY_HOST;
        private @Nullable String advertisedHost;
        private int port;
        private @Nullable String registry;
        private int weight = 100;
        private final Set<String> tags = new HashSet<>();
        private final Map<Class<?>, Object> services = new LinkedHashMap<>();
        private final List<Filter> filters = new ArrayList<>();
        private @Nullable MeterRegistry meters;
        private @Nullable OpenTelemetry openTelemetry;
        private @Nullable Executor executor;
        private int eventLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        private int handlerThreads = 200;
        private final Settings.Builder settings = Settings.builder(Filter.Side.SERVER)
                .environment(System.getenv())
                .systemProperties(System.getProperties());
        private final List<PolicyListener> listeners = new ArrayList<>();
        private int maxMessageBytes = LinkSettings.STANDARD.maxMessageBytes();
        private int maxHeaderBytes = LinkSettings.STANDARD.maxHeaderBytes();
        private BodyLimits bodies = BodyLimits.STANDARD;
        private Duration keepaliveInterval = LinkSettings.STANDARD.keepaliveInterval();
        private Duration keepaliveTimeout = LinkSettings.STANDARD.keepaliveTimeout();
        private boolean interruptHandlers;
        private boolean sendStackTraces = true;
        private boolean shutdownHook = true;
        private Duration propagation = Duration.ofSeconds(1);
        private Duration drainTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /** The name of this program, under which all its instances are registered; letters, digits, {@code -}, {@code _} and {@code .}. */
        public Builder application(String name) {
            Instance.checkName("application", name);
            application = name;
            return this;
        }

        /** The address it listens on; all of the machine's unless set. */
        public Builder host(String address) {
            host = address;
            return this;
        }

        /**
         * The host that consumers are told: an address or a name, {@code interface:eth0}, or ranges of addresses by preference, {@code 10.0.0.0/8,192.168.0.0/16}. Unless set: what the
         * system property {@code tern.server.advertisedHost} or the environment variable {@code TERN_SERVER_ADVERTISEDHOST} says, else the address of {@link #host}, else the local end
         * of the way to the registry. {@code docs/registries.md} has all of it.
         */
        public Builder advertisedHost(String setting) {
            advertisedHost = setting;
            return this;
        }

        /** The port it listens on; 0, as unless set, picks a free one. */
        public Builder port(int number) {
            if (number < 0 || number > 65_535) {
                throw new IllegalArgumentException("port: " + number + " (expected: 0 to 65535)");
            }
            port = number;
            return this;
        }

        /** Where it registers: {@code zk://127.0.0.1:2181/shop}. Nowhere unless set. */
        public Builder registry(String uri) {
            registry = uri;
            return this;
        }

        /** Its share of the calls as compared with other instances, 0 to 10,000; 100 unless set. {@link RpcServer#weight} changes it later. */
        public Builder weight(int share) {
            if (share < 0 || share > 10_000) {
                throw new IllegalArgumentException("weight: " + share + " (expected: 0 to 10000)");
            }
            weight = share;
            return this;
        }

        /** Gives it a tag, for routing; letters, digits, {@code -}, {@code _} and {@code .}. {@link RpcServer#tags} changes them later. */
        public Builder tag(String name) {
            Instance.checkName("tag", name);
            tags.add(name);
            return this;
        }

        /** Provides a service. */
        public <S> Builder provide(Class<S> contract, S implementation) {
            if (services.putIfAbsent(contract, implementation) != null) {
                throw new IllegalArgumentException(contract.getName() + " is provided twice (expected: once)");
            }
            return this;
        }

        /**
         * Puts a filter around all handlers, on the thread that runs them; the first added is the outermost. Inside of them are those that a {@link
         * java.util.ServiceLoader} finds.
         */
        public Builder filter(Filter filter) {
            filters.add(filter);
            return this;
        }

        /** Measures calls and what the server decides about them; {@code docs/observability.md} lists the meters. Nothing is measured unless set. */
        public Builder meterRegistry(MeterRegistry registry) {
            meters = registry;
            return this;
        }

        /**
         * Makes a span of each call that is run; {@code docs/observability.md} lists the attributes. Without it handlers have trace ids all the same, for logs and for the calls they make, but no
         * span is recorded.
         */
        public Builder openTelemetry(OpenTelemetry telemetry) {
            openTelemetry = telemetry;
            return this;
        }

        /** Runs the handlers. Virtual threads where the JDK has them, else a pool of {@link #handlerThreads}, unless set. */
        public Builder executor(Executor handlers) {
            executor = handlers;
            return this;
        }

        /** The most threads that run handlers on a JDK without virtual threads; 200 unless set. */
        public Builder handlerThreads(int count) {
            handlerThreads = positive("handlerThreads", count);
            return this;
        }

        /** How many event loops do the I/O; half of the processors unless set. */
        public Builder eventLoops(int count) {
            eventLoops = positive("eventLoops", count);
            return this;
        }

        /**
         * The most calls that may be under way, from arrival to answer; one more is refused at once. 2,000 unless set. How many really may
         * {@linkplain #adaptiveLimit adapts} below that. The same as the setting {@link PolicySetting#SERVER_MAX_CONCURRENT_CALLS}.
         */
        public Builder maxConcurrentCalls(int count) {
            return set(PolicySetting.SERVER_MAX_CONCURRENT_CALLS, String.valueOf(count));
        }

        /**
         * Whether the number of calls that may be under way adapts to how long they take: it begins at 1,000, falls until calls hardly wait for each other when
         * the provider is overloaded, and rises again to {@link #maxConcurrentCalls}. True unless set; otherwise it always is that. The same as the setting {@link
         * PolicySetting#SERVER_ADAPTIVE_LIMIT}.
         */
        public Builder adaptiveLimit(boolean adapts) {
            return set(PolicySetting.SERVER_ADAPTIVE_LIMIT, String.valueOf(adapts));
        }

        /** Sets a value for all services. What is set for one service or method, by an annotation of the implementation say, counts before it. Only settings of a provider have an effect. */
        public Builder set(PolicySetting setting, String value) {
            settings.set(setting, value);
            return this;
        }

        /** The same by the setting's name, {@code "server.bulkhead.maxConcurrent"}. */
        public Builder set(String setting, String value) {
            settings.set(setting, value);
            return this;
        }

        /**
         * Takes settings from a properties file in UTF-8, stronger than those before. It must be there at start, is looked at each second, and what it says then counts from then on. It may be the
         * file of a client, too: a provider follows those whose names begin with {@code server.}.
         */
        public Builder settings(Path file) {
            settings.file(file);
            return this;
        }

        /** Takes settings from another source, stronger than those before. The server closes it, or {@link #start} if there is to be no server. */
        public Builder settings(SettingsSource source) {
            settings.source(source);
            return this;
        }

        /** Hears of settings that are refused at run time; a provider decides nothing else that is told. What it throws is dropped. */
        public Builder listener(PolicyListener policyListener) {
            listeners.add(policyListener);
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

        /** After how long without a byte from a consumer it is asked whether it is there, and how long it may take to answer; 10 s and 5 s. */
        public Builder keepalive(Duration interval, Duration timeout) {
            keepaliveInterval = interval;
            keepaliveTimeout = timeout;
            return this;
        }

        /**
         * Whether the thread of a synchronous handler is interrupted once nobody waits for its result: its deadline has passed, or its caller gave up or
         * is gone. False unless set: an interrupt closes the {@code FileChannel} that a thread is in, and libraries below a handler may not expect one. In any
         * case {@link dev.tern.rpc.CallContext#isCancelled()} turns true then, and the calls that the handler made end.
         */
        public Builder interruptHandlers(boolean interrupt) {
            interruptHandlers = interrupt;
            return this;
        }

        /**
         * Whether consumers are told the stack of an exception that the method does not declare, as text. True unless set; to be switched off where
         * consumers must not see how the provider is built. Class, message and causes are told in any case.
         */
        public Builder sendStackTraces(boolean send) {
            sendStackTraces = send;
            return this;
        }

        /** Whether the JVM's end, by SIGTERM for example, closes the server; true unless set. */
        public Builder shutdownHook(boolean install) {
            shutdownHook = install;
            return this;
        }

        /**
         * The times of {@link RpcServer#close}: how long everything that arrives is still served after the goodbye, and how long calls may take to
         * end after that; 1 s and 10 s.
         */
        public Builder drain(Duration forPropagation, Duration timeout) {
            if (forPropagation.isNegative() || timeout.isNegative()) {
                throw new IllegalArgumentException(
                        "drain: " + forPropagation + ", " + timeout + " (expected: no negative time)");
            }
            propagation = forPropagation;
            drainTimeout = timeout;
            return this;
        }

        private static int positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
            }
            return value;
        }

        /**
         * Listens, and registers in the background: a registry that cannot be reached yet gets the registration once it is there.
         *
         * @throws IllegalArgumentException if a setting or a service is not right; the message says what to change, for settings of calls of all that are not right
         * @throws IllegalStateException if the port cannot be listened on, or this builder has sources of settings, and an attempt to start was made before: they belong to that
         */
        public RpcServer start() {
            try (settings) { // from here on they are the server's
                if (services.isEmpty()) {
                    throw new IllegalArgumentException(
                            "services: none (expected: provide(SomeService.class, implementation) at least once)");
                }
                return new RpcServer(this);
            }
        }
    }
}
