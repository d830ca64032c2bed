/**
 * What can be seen of calls from outside: the trace each belongs to, spans and meters. Knows OpenTelemetry's API and Micrometer, and nothing of how calls are made: what a meter shows that is not
 * a call comes from a {@link dev.tern.rpc.kernel.PolicyListener} or from a supplier that client and server hand over.
 */
@NullMarked
package dev.tern.rpc.observe;

import org.jspecify.annotations.NullMarked;
