package dev.tern.rpc.observe;

import dev.tern.rpc.kernel.MethodDescriptor;

/**
 * Keys and constant values of labels and of spans' attributes.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/registry/attributes/rpc/">Attributes for RPC</a>
 */
final class Labels {

    static final String SYSTEM = "rpc.system.name";
    static final String METHOD = "rpc.method";
    static final String RESPONSE_STATUS = "rpc.response.status_code";
    static final String STATUS = "rpc.status_code";
    static final String ERROR_TYPE = "error.type";
    static final String SERVICE = "tern.service";
    static final String REASON = "tern.reason";
    static final String LIMIT = "tern.limit";
    static final String STATE = "tern.breaker.state";
    static final String ENDPOINT_STATE = "tern.endpoint.state";
    static final String SIDE = "tern.side";

    /** The value of {@link #SYSTEM}. */
    static final String TERN = "tern";

    /** What the conventions call everything that is not in the list. */
    static final String OTHER = "_OTHER";

    private Labels() {}

    /** The contract's name of a method, as the conventions have it. Overloads share it. */
    static String method(MethodDescriptor method) {
        return method.service() + "/" + method.name();
    }
}
