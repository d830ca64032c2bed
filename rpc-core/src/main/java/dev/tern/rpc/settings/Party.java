package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.ServiceDescriptor;

/**
 * Who asks for settings: a consumer or a provider of a program. A file can be for both of a process, and for several programs; each follows what is for it.
 *
 * @param application what the program calls itself
 */
record Party(String application, Filter.Side side) {

    /** Whether it can be for a method of the service, for the service or for what is around it. */
    boolean follows(Assignment assignment, ServiceDescriptor service) {
        return follows(assignment, service.name());
    }

    /** The same of a service by its name; of what is around services with an empty name. */
    boolean follows(Assignment assignment, String service) {
        SettingName name = assignment.name();
        return isMine(assignment)
                && switch (name.level()) {
                    case GLOBAL -> true;
                    case APPLICATION -> name.subject().equals(application);
                    case SERVICE, METHOD -> name.subject().equals(service);
                };
    }

    /** Whether the setting is one of this side's. */
    boolean isMine(Assignment assignment) {
        return assignment.setting().side() == side;
    }
}
