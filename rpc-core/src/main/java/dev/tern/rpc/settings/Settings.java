package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.SettingsSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The settings of a client or a server, out of all sources. What is meant for less wins: a method before its service, before the application, before everything. Where that is equal, the later of
 * annotation, code, the sources in the order they were added, environment and system properties wins.
 *
 * <p>What sources say of services that nobody refers to or provides is checked as far as names and values go, and whether those go together. Thread-safe; nobody is told of anything while the lock is held.
 */
public final class Settings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    private final Party party;
    private final List<String> loadBalancers;
    private final List<Assignment> code;
    private final List<Layer> layers = new ArrayList<>(); // the weakest first
    private final List<NamedLayer> changing = new ArrayList<>(); // those of them that can change
    private final PolicyListener listener;
    private final Poller poller;
    private final String threadName;
    private final List<ServiceSettings> services = new ArrayList<>(); // guarded by this
    private Poller.@Nullable Running polling; // guarded by this

    private Settings(Builder builder, String application) {
        List<Problem> problems = new ArrayList<>(builder.problems);
        party = new Party(application, builder.side);
        loadBalancers = builder.loadBalancers;
        listener = builder.listener;
        poller = builder.poller;
        threadName = "tern-settings-" + application;
        try {
            List<Assignment> ofCode = Assignment.ofCode(builder.code);
            ofCode.forEach(assignment -> problems.addAll(assignment.check()));
            code = good(ofCode);
            read(builder, problems);
        } catch (RuntimeException | Error e) { // nobody would have a handle to close the sources
            builder.sources.forEach(source -> close(source, e));
            throw e;
        }
    }

    private static void close(SettingsSource source, Throwable failure) {
        try {
            source.close();
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    private void read(Builder builder, List<Problem> problems) {
        for (SettingsSource source : builder.sources) {
            NamedLayer layer = new NamedLayer(source, nextRank(), false, party);
            problems.addAll(layer.start());
            layers.add(layer);
            changing.add(layer);
        }
        EnvironmentLayer environment = new EnvironmentLayer(builder.environment, nextRank(), party);
        problems.addAll(environment.start());
        layers.add(environment);
        NamedLayer properties = new NamedLayer(new SystemProperties(builder.properties), nextRank(), true, party);
        problems.addAll(properties.start());
        layers.add(properties);
        named().forEach(ranking -> clashes(ranking).forEach(clash -> add(clash.problem(ranking), problems)));
        builder.expected.forEach((service, values) -> problems.addAll(problems(service, values)));
        Problem.throwAll(problems.stream().distinct().toList());
    }

    private static List<Assignment> good(List<Assignment> all) {
        return all.stream().filter(assignment -> assignment.check().isEmpty()).toList();
    }

    private static void add(@Nullable Problem problem, List<Problem> problems) {
        if (problem != null) {
            problems.add(problem);
        }
    }

    private int nextRank() {
        return Assignment.FIRST_SOURCE + layers.size();
    }

    /** Begins the settings of a client. */
    public static Builder builder() {
        return builder(Filter.Side.CLIENT);
    }

    /** Begins the settings of a client or a server. */
    public static Builder builder(Filter.Side side) {
        return new Builder(side);
    }

    /** From now on changes of the sources count. What a source throws comes through; then the settings are still to be closed. */
    public void start() {
        for (NamedLayer layer : changing) {
            layer.source().listen(() -> changed(layer));
            changed(layer); // for what has changed since it was read
        }
        List<SettingsFile> files = changing.stream()
                .map(NamedLayer::source)
                .filter(SettingsFile.class::isInstance)
                .map(SettingsFile.class::cast)
                .toList();
        if (!files.isEmpty()) {
            synchronized (this) {
                polling = poller.start(threadName, () -> files.forEach(SettingsFile::look));
            }
        }
    }

    private void changed(NamedLayer layer) {
        NamedLayer.Answer answer = layer.ask();
        List<Problem> refused;
        List<ServiceSettings> told;
        synchronized (this) {
            refused = layer.read(answer, this::problems, this::refusals);
            services.forEach(ServiceSettings::refresh);
            told = List.copyOf(services);
        }
        refused.forEach(problem -> refused(layer.name(), problem.key(), problem));
        told.forEach(ServiceSettings::tell); // without the lock: what is told may run users' code
    }

    /** Makes visible that something could not be followed. The caller does not hold the lock. */
    void refused(String source, String name, Problem problem) {
        LOG.warn("a setting is refused, what was in force before stays: {}", problem);
        try {
            listener.settingRefused(source, name, problem.toString());
        } catch (RuntimeException | Error e) { // users' code: who else waits for the change is to hear of it
            LOG.warn("a listener failed", e);
        }
    }

    synchronized void remove(ServiceSettings service) {
        services.remove(service);
    }

    private List<Problem> problems(List<Assignment> assignments) {
        return services.stream()
                .map(ServiceSettings::contracts)
                .flatMap(service -> new ServiceCheck(service, party).problems(assignments).stream())
                .distinct()
                .toList();
    }

    // ---------------------------------------------------------------- what does not go together

    private List<Clash> clashes(Ranking ranking) {
        return Clash.of(MethodPolicy.STANDARD.with(ranking.values()), loadBalancers);
    }

    /**
     * What a layer says that cannot be followed by somebody, and did not say before: one value that is meant for several services if there is such a one, else one of each service. With those as
     * they were before others may be right. The caller holds the lock.
     */
    private List<Problem> refusals(Change change) {
        List<Ranking> all = named();
        services.forEach(
                service -> merge(service.contracts(), service.code()).forEach(method -> all.add(method.ranking())));
        Map<String, Problem> ofServices = new LinkedHashMap<>();
        for (Ranking ranking : all) {
            for (Clash clash : clashes(ranking)) {
                Problem problem = clash.refusal(ranking, change);
                if (problem == null) {
                    continue;
                }
                String service = change.name(problem.key()).service();
                if (service.isEmpty()) {
                    return List.of(problem);
                }
                ofServices.putIfAbsent(service, problem);
            }
        }
        return List.copyOf(ofServices.values());
    }

    /** What is said to this party about whatever sources name: everything, services and methods, whether they are in use or not. */
    private List<Ranking> named() {
        List<Assignment> all = new ArrayList<>(code);
        layers.forEach(layer -> all.addAll(layer.all()));
        all.removeIf(assignment -> !party.isMine(assignment));
        Set<SettingName> subjects = new LinkedHashSet<>();
        subjects.add(SettingName.global(PolicySetting.DEADLINE)); // any setting: these are about whom it is for
        Map<String, List<Assignment>> byService = new HashMap<>(); // what is for all under an empty name
        for (Assignment assignment : all) {
            SettingName name = assignment.name();
            subjects.add(name.of(PolicySetting.DEADLINE));
            byService
                    .computeIfAbsent(name.service(), service -> new ArrayList<>())
                    .add(assignment);
        }
        return subjects.stream().map(subject -> ranking(subject, byService)).collect(Collectors.toList());
    }

    private Ranking ranking(SettingName subject, Map<String, List<Assignment>> byService) {
        String service = subject.service();
        Stream<String> names = service.isEmpty() ? Stream.of("") : Stream.of("", service);
        return Ranking.of(
                service,
                names.flatMap(name -> byService.getOrDefault(name, List.of()).stream())
                        .filter(assignment -> party.follows(assignment, service)
                                && (assignment.name().method() == null
                                        || assignment.name().method().equals(subject.method())))
                        .toList());
    }

    // ---------------------------------------------------------------- services

    /**
     * The settings of a service that is referred to or provided.
     *
     * @param values what code sets for it
     * @throws IllegalArgumentException if any source says something of the service that cannot be; the message tells all of it
     */
    public synchronized ServiceSettings of(ServiceDescriptor service, Collection<CodeValue> values) {
        Problem.throwAll(problems(service, values));
        ServiceSettings settings = new ServiceSettings(
                this, service, values.stream().map(value -> value.of(service)).toList());
        services.add(settings);
        return settings;
    }

    private List<Problem> problems(ServiceDescriptor service, Collection<CodeValue> values) {
        List<Assignment> ofCode =
                values.stream().map(value -> value.of(service)).toList();
        List<Problem> problems = new ArrayList<>();
        ofCode.forEach(assignment -> problems.addAll(assignment.check()));
        problems.addAll(new ServiceCheck(service, party).problems(ofCode));
        layers.forEach(layer -> problems.addAll(layer.problems(service)));
        for (MergedMethod method : merge(service, good(ofCode))) {
            clashes(method.ranking()).forEach(clash -> add(clash.problem(method.ranking()), problems));
        }
        return problems.stream().distinct().toList();
    }

    /** What all sources come to for each method of a service. The caller holds the lock. */
    List<MergedMethod> merge(ServiceDescriptor service, List<Assignment> ofService) {
        List<Assignment> all = new ArrayList<>(ofService);
        all.addAll(code);
        layers.forEach(layer -> all.addAll(layer.assignments(service)));
        return service.methods().stream()
                .map(method -> MergedMethod.of(method, all, party))
                .toList();
    }

    // ---------------------------------------------------------------- explained

    /**
     * Each value of a method that is in force, its source, and what it overrode; below it what was said of it and is refused, and why; at the end what else is.
     *
     * @param subject {@code "shop.OrderService#get"}, with parameter types for one of several of that name, or a service for all its methods
     * @throws IllegalArgumentException if there is no such service, or it has no such method
     */
    public synchronized String explain(String subject) {
        int hash = subject.indexOf('#');
        String name = hash < 0 ? subject : subject.substring(0, hash);
        String method = hash < 0 ? "" : subject.substring(hash + 1);
        List<ServiceSettings> meant = services.stream()
                .filter(service -> service.contracts().name().equals(name))
                .toList();
        StringBuilder text = new StringBuilder();
        meant.forEach(service -> explain(service, method, text));
        if (text.isEmpty()) {
            throw new IllegalArgumentException("explain: '" + subject + "' (expected: "
                    + (meant.isEmpty()
                            ? "a service that is " + (party.side() == Filter.Side.CLIENT ? "referred to" : "provided")
                                    + ", alone or with one of its methods, of " + names(services)
                            : "a method of " + name + ": " + signatures(meant.get(0)))
                    + ")");
        }
        return text.toString();
    }

    private static List<String> names(List<ServiceSettings> services) {
        return services.stream()
                .map(service -> service.contracts().name())
                .distinct()
                .toList();
    }

    private static List<String> signatures(ServiceSettings service) {
        return service.contracts().methods().stream()
                .map(MethodDescriptor::signature)
                .toList();
    }

    private void explain(ServiceSettings service, String name, StringBuilder text) {
        List<MethodDescriptor> methods = service.contracts().methods().stream()
                .filter(method -> name.isEmpty() || matches(method, name))
                .toList();
        List<Layer.Refused> refused =
                layers.stream().flatMap(layer -> layer.refused().stream()).toList();
        for (MethodDescriptor method : methods) {
            text.append(method.service()).append('#').append(method.signature()).append('\n');
            service.inForce(method)
                    .explain(refusals(service, method, refused))
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
        if (!methods.isEmpty()) {
            refused.stream()
                    .filter(refusal -> isOfNoMethod(refusal.said(), service.contracts()))
                    .forEach(refusal ->
                            text.append("refused: ").append(refusal.text()).append('\n'));
        }
    }

    private Map<PolicySetting, List<String>> refusals(
            ServiceSettings service, MethodDescriptor method, List<Layer.Refused> refused) {
        Map<PolicySetting, List<String>> refusals = new EnumMap<>(PolicySetting.class);
        for (PolicySetting setting : PolicySetting.values()) {
            refusals.put(setting, new ArrayList<>(service.refused(method, setting)));
        }
        for (Layer.Refused refusal : refused) {
            Assignment said = refusal.said();
            if (said != null && party.follows(said, service.contracts()) && said.covers(method)) {
                Objects.requireNonNull(refusals.get(said.setting())).add(refusal.text());
            }
        }
        return refusals;
    }

    /** Whether a refused value is for a method of the service that is not there, or for nobody can tell what. */
    private boolean isOfNoMethod(@Nullable Assignment said, ServiceDescriptor service) {
        return said == null
                || (party.follows(said, service) && service.methods().stream().noneMatch(said::covers));
    }

    private static boolean matches(MethodDescriptor method, String name) {
        return method.name().equals(name) || method.signature().equals(name);
    }

    /** Ends the watching, and closes the sources. */
    @Override
    public void close() {
        synchronized (this) {
            if (polling != null) {
                polling.close();
            }
        }
        for (NamedLayer layer : changing) {
            try {
                layer.source().close();
            } catch (RuntimeException | Error e) {
                LOG.warn("{} could not be closed", layer.name(), e);
            }
        }
    }

    /** The system properties as they were at start. */
    private record SystemProperties(Map<String, String> values) implements SettingsSource {

        @Override
        public String name() {
            return "system property";
        }
    }

    /** Collects the sources, and owns them until settings are built of them. */
    public static final class Builder implements AutoCloseable {

        private final Filter.Side side;
        private final Map<PolicySetting, String> code = new EnumMap<>(PolicySetting.class);
        private final List<Problem> problems = new ArrayList<>();
        private final List<SettingsSource> sources = new ArrayList<>();
        private final Map<ServiceDescriptor, Collection<CodeValue>> expected = new LinkedHashMap<>();
        private List<String> loadBalancers = List.of();
        private Map<String, String> environment = Map.of();
        private Map<String, String> properties = Map.of();
        private PolicyListener listener = new PolicyListener() {};
        private Poller poller = Poller.everySecond();
        private boolean spent;

        private Builder(Filter.Side side) {
            this.side = side;
        }

        /** Sets a value for everything, by code; it is checked when all are built. */
        public Builder set(PolicySetting setting, String value) {
            code.put(setting, value);
            return this;
        }

        /** The same by the setting's name, {@code "retry.maxAttempts"}. */
        public Builder set(String name, String value) {
            PolicySetting.of(name).ifPresentOrElse(setting -> set(setting, value), () -> {
                String nearest = NearestName.to(name)
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
                problems.add(new Problem("code", name, value, "the name of a setting" + nearest));
            });
            return this;
        }

        /** Adds a source that is stronger than those added before. It is closed with the settings, or when they cannot be built. */
        public Builder source(SettingsSource source) {
            sources.add(source);
            return this;
        }

        /** Adds a properties file, as a source that is looked at each second. That it cannot be read is told when all are built. */
        public Builder file(Path path) {
            try {
                sources.add(SettingsFile.open(path));
            } catch (IOException e) {
                problems.add(Problem.ofFile(path.toAbsolutePath(), SettingsFile.describe(e)));
            }
            return this;
        }

        /** The names that {@link PolicySetting#LOAD_BALANCE} can have; any unless set. */
        public Builder loadBalancers(Collection<String> names) {
            loadBalancers = List.copyOf(names);
            return this;
        }

        /** Checks what is said of a service with all the rest, because it is known that {@link Settings#of} will be asked for it with these values. */
        public Builder expect(ServiceDescriptor service, Collection<CodeValue> values) {
            expected.put(service, List.copyOf(values));
            return this;
        }

        /** Takes environment variables into account. */
        public Builder environment(Map<String, String> variables) {
            environment = Map.copyOf(variables);
            return this;
        }

        /** Takes system properties into account. */
        public Builder systemProperties(Properties all) {
            properties = all.stringPropertyNames().stream()
                    .filter(name -> name.startsWith(SettingName.PREFIX))
                    .collect(Collectors.toUnmodifiableMap(name -> name, all::getProperty));
            return this;
        }

        /** Hears of values that are refused at run time. */
        public Builder listener(PolicyListener newListener) {
            listener = newListener;
            return this;
        }

        /** Looks at the files; each second, on a thread {@code tern-settings-<application>}, unless set. */
        public Builder poller(Poller newPoller) {
            poller = newPoller;
            return this;
        }

        /**
         * Reads all sources. If that fails they are closed.
         *
         * @param application what the program calls itself
         * @throws IllegalArgumentException if anything in them is not right; the message tells all of it
         * @throws IllegalStateException if the sources were used or closed before: they belong to one client or provider
         */
        public Settings build(String application) {
            boolean another = spent;
            spent |= !sources.isEmpty();
            if (another) {
                close();
                throw new IllegalStateException("settings: their sources were used or closed by an earlier attempt"
                        + " (expected: another builder and other sources for each)");
            }
            try {
                return new Settings(this, application);
            } finally {
                sources.clear(); // they are the settings', or closed
            }
        }

        /** Closes the sources of which nobody has tried to build settings. */
        @Override
        public void close() {
            spent |= !sources.isEmpty();
            RuntimeException failure =
                    new IllegalStateException("settings: not all of " + names() + " could be closed");
            sources.forEach(source -> Settings.close(source, failure));
            sources.clear();
            if (failure.getSuppressed().length > 0) {
                throw failure;
            }
        }

        private List<String> names() {
            return sources.stream().map(source -> source.getClass().getName()).toList();
        }
    }
}
