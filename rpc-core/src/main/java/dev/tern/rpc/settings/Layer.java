package dev.tern.rpc.settings;

import dev.tern.rpc.kernel.ServiceDescriptor;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one source says. */
interface Layer {

    /** All that it sets for a service, its methods, and what is around it; the values are right, the methods may not be there. */
    List<Assignment> assignments(ServiceDescriptor service);

    /** All that it sets by itself, whoever it is for; the values are right. */
    Collection<Assignment> all();

    /** What is wrong with what it sets for a service. */
    List<Problem> problems(ServiceDescriptor service);

    /** What it says now and is not followed. */
    default List<Refused> refused() {
        return List.of();
    }

    /**
     * Something that is not followed.
     *
     * @param said the value; null if nobody can tell what it is for
     * @param text what was said, why it is not followed, and what stays
     */
    record Refused(@Nullable Assignment said, String text) {}
}
