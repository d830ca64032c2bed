package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds values that are meant for a method and can do nothing there, or for a method that is not there. */
final class ServiceCheck {

    private final ServiceDescriptor service;
    private final Party party;

    ServiceCheck(ServiceDescriptor service, Party party) {
        this.service = service;
        this.party = party;
    }

    /** Whether a setting has an effect on a method. The budget has one on all: repetitions of what a busy provider refused come out of it. */
    static boolean works(PolicySetting setting, MethodDescriptor method) {
        return method.policy().idempotent()
                || setting == PolicySetting.RETRY_BUDGET_RATIO
                || setting == PolicySetting.RETRY_BUDGET_PER_SECOND
                || !(setting.key().startsWith("retry.") || setting.key().startsWith("hedge."));
    }

    /** What is wrong with what sources say to this party about the methods of the service. */
    List<Problem> problems(List<Assignment> assignments) {
        List<Problem> problems = new ArrayList<>();
        Map<List<?>, Assignment> first = new HashMap<>();
        for (Assignment assignment : assignments) {
            if (assignment.name().level() != Level.METHOD || !party.follows(assignment, service)) {
                continue;
            }
            String expectation = expectation(assignment, first);
            if (expectation != null) {
                problems.add(assignment.problem(expectation));
            }
        }
        return problems;
    }

    /** What would be right; null if all is. */
    private @Nullable String expectation(Assignment assignment, Map<List<?>, Assignment> first) {
        List<MethodDescriptor> methods =
                service.methods().stream().filter(assignment::covers).toList();
        if (methods.size() != 1) {
            return (methods.isEmpty()
                            ? "a method of " + service.name()
                            : "one of the overloads with its parameter types")
                    + ": "
                    + (methods.isEmpty() ? service.methods() : methods)
                            .stream().map(MethodDescriptor::signature).toList();
        }
        PolicySetting setting = assignment.setting();
        MethodDescriptor method = methods.get(0);
        if (setting.scope() == PolicySetting.Scope.SERVICE) {
            return "no method, all methods of a service share it: " + SettingName.service(service.name(), setting);
        }
        if (!works(setting, method)) {
            return "an idempotent method: @Idempotent in the contract; no setting can make a method be called twice";
        }
        Assignment other = first.putIfAbsent(List.of(assignment.rank(), method.number(), setting), assignment);
        return other == null ? null : "one name for it in one source; it is also set by " + other.name();
    }
}
