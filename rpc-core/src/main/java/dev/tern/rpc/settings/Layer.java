package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.List;

/** What one source says. */
interface Layer {

    /** All that it sets for a service, its methods, and what is around it; the values are right, the methods may not be there. */
    List<Assignment> assignments(ServiceDescriptor service);

    /** What is wrong with what it sets for a service. */
    List<Problem> problems(ServiceDescriptor service);

    /** What it says now and is not followed, and why. */
    default List<String> refusals(ServiceDescriptor service) {
        return List.of();
    }
}
