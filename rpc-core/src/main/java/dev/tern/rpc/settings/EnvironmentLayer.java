package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The environment's variables: the names of {@link SettingName} in upper case, with {@code _} for all that is neither letter nor digit of ASCII. Such a name cannot be read backwards, so each is
 * made of a name that is known and looked up. The environment does not change.
 */
final class EnvironmentLayer implements Layer {

    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentLayer.class);
    private static final String SOURCE = "environment";
    private static final String PREFIX = "TERN_";

    private final Map<String, String> variables = new TreeMap<>();
    private final int rank;
    private final Party party;

    EnvironmentLayer(Map<String, String> environment, int rank, Party party) {
        environment.forEach((name, value) -> {
            if (name.startsWith(PREFIX)) {
                variables.put(name, value);
            }
        });
        this.rank = rank;
        this.party = party;
    }

    /** {@code tern.retry.maxAttempts} to {@code TERN_RETRY_MAXATTEMPTS}. */
    static String variable(SettingName name) {
        return variable(name.toString());
    }

    private static String variable(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }

    /** What is wrong with what it sets for everything; warns of what cannot be a setting's. */
    List<Problem> start() {
        for (String variable : variables.keySet()) {
            if (!endsInASetting(variable)
                    && SettingName.OF_BUILDERS.stream()
                            .map(EnvironmentLayer::variable)
                            .noneMatch(variable::equals)) {
                LOG.warn("{}: {} is no setting of Tern's (expected: the name of one at the end)", SOURCE, variable);
            }
        }
        return found(around()).stream()
                .flatMap(assignment -> assignment.check().stream())
                .toList();
    }

    private static boolean endsInASetting(String variable) {
        for (PolicySetting setting : PolicySetting.values()) {
            if (variable.endsWith(variable(SettingName.global(setting)).substring(PREFIX.length() - 1))) {
                return true;
            }
        }
        return false;
    }

    /** What it sets for everything: what it sets for services cannot be told before they are known. */
    @Override
    public Collection<Assignment> all() {
        return found(around()).stream()
                .filter(assignment -> assignment.check().isEmpty())
                .toList();
    }

    @Override
    public List<Assignment> assignments(ServiceDescriptor service) {
        List<SettingName> names = around();
        names.addAll(ofService(service));
        return found(names).stream()
                .filter(assignment ->
                        party.isMine(assignment) && assignment.check().isEmpty())
                .toList();
    }

    @Override
    public List<Problem> problems(ServiceDescriptor service) {
        List<Assignment> assignments = found(ofService(service));
        List<Problem> problems = new ArrayList<>();
        Map<String, Assignment> meanings = new LinkedHashMap<>();
        for (Assignment assignment : assignments) {
            problems.addAll(assignment.check());
            Assignment other = meanings.putIfAbsent(assignment.key(), assignment);
            if (other != null) {
                problems.add(assignment.problem(
                        "a variable that means one thing; it means " + other.name() + " and " + assignment.name()));
            }
        }
        problems.addAll(new ServiceCheck(service, party).problems(assignments));
        problems.addAll(unmatched(service));
        return problems;
    }

    /**
     * Variables that begin like those of the service and set nothing. Whoever else's they may be, such as Kubernetes' {@code ..._SERVICE_HOST}, is told by their end: it is neither that of a setting nor
     * nearly that.
     */
    private List<Problem> unmatched(ServiceDescriptor service) {
        String prefix = variable(SettingName.PREFIX + service.name() + ".");
        List<String> unknown = new ArrayList<>(variables.keySet());
        unknown.removeIf(variable -> !variable.startsWith(prefix));
        if (unknown.isEmpty()) {
            return List.of();
        }
        Set<String> known = new LinkedHashSet<>();
        ofService(service).forEach(name -> known.add(variable(name).substring(prefix.length())));
        around().forEach(name -> unknown.remove(variable(name)));
        unknown.removeIf(variable -> known.contains(variable.substring(prefix.length())));
        List<Problem> problems = new ArrayList<>();
        for (String variable : unknown) {
            Optional<String> nearest = NearestName.of(variable.substring(prefix.length()), known);
            if (nearest.isPresent() || endsInASetting(variable)) {
                problems.add(new Problem(
                        SOURCE,
                        variable,
                        variables.getOrDefault(variable, ""),
                        prefix + ", one of the methods "
                                + service.methods().stream()
                                        .map(MethodDescriptor::signature)
                                        .toList()
                                + " or nothing, and a setting"
                                + nearest.map(name -> "; did you mean " + prefix + name + "?")
                                        .orElse("")));
            }
        }
        return problems;
    }

    private List<SettingName> around() {
        List<SettingName> names = new ArrayList<>();
        for (PolicySetting setting : PolicySetting.values()) {
            names.add(SettingName.global(setting));
            names.add(SettingName.application(party.application(), setting));
        }
        return names;
    }

    private static List<SettingName> ofService(ServiceDescriptor service) {
        Set<String> methods = new LinkedHashSet<>();
        for (MethodDescriptor method : service.methods()) {
            methods.add(method.name());
            methods.add(method.signature());
        }
        List<SettingName> names = new ArrayList<>();
        for (PolicySetting setting : PolicySetting.values()) {
            if (setting.scope() == PolicySetting.Scope.APPLICATION) {
                continue;
            }
            names.add(SettingName.service(service.name(), setting));
            methods.forEach(method -> names.add(SettingName.method(service.name(), method, setting)));
        }
        return names;
    }

    private List<Assignment> found(Collection<SettingName> names) {
        List<Assignment> found = new ArrayList<>();
        if (variables.isEmpty()) {
            return found;
        }
        for (SettingName name : names) {
            String variable = variable(name);
            String value = variables.get(variable);
            if (value != null) {
                found.add(new Assignment(name, value.strip(), SOURCE, variable, rank));
            }
        }
        return found;
    }
}
