package dev.tern.rpc.observe;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that is measured: its name, its unit and its labels. There are no others.
 *
 * <p>The two durations are named by OpenTelemetry's semantic conventions for RPC, version 1.45.0; {@code rpc.status_code} says the same as the convention's {@code rpc.response.status_code}.
 * What the conventions do not know is named {@code tern.}, because {@code rpc.} is theirs.
 *
 * <p><b>No label has values that come over the wire:</b> methods, services and declared exceptions are those of the contract that this process was compiled with, all others are constants of
 * the framework. So there are only so many series, whatever a peer sends.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/rpc/rpc-metrics/">Semantic conventions for RPC metrics</a>
 */
public enum Measure {
    /** From the call of the stub to its end, all attempts and pauses included. */
    CLIENT_CALL_DURATION(
            "rpc.client.call.duration",
            "s",
            "Duration of outgoing calls, all attempts together",
            Labels.SYSTEM,
            Labels.METHOD,
            Labels.RESPONSE_STATUS,
            Labels.STATUS,
            Labels.ERROR_TYPE),
    /** From the arrival of a request to the end of its handler. */
    SERVER_CALL_DURATION(
            "rpc.server.call.duration",
            "s",
            "Duration of incoming calls, from arrival to answer",
            Labels.SYSTEM,
            Labels.METHOD,
            Labels.RESPONSE_STATUS,
            Labels.STATUS,
            Labels.ERROR_TYPE),
    /** How many attempts of a call were handed to a connection. */
    CLIENT_CALL_ATTEMPTS("tern.client.call.attempts", "attempts", "Attempts per call", Labels.METHOD),
    /** Calls that have not ended. */
    CLIENT_CALLS_ACTIVE("tern.client.calls.active", "calls", "Calls under way", Labels.SERVICE),
    /** Calls that failed because there was nobody to send them to, by why. */
    CLIENT_CALLS_UNSENT("tern.client.calls.unsent", "calls", "Calls without a provider", Labels.METHOD, Labels.REASON),
    /** Attempts beyond the first, by what allowed them. */
    CLIENT_RETRIES("tern.client.retries", "attempts", "Calls sent again", Labels.METHOD, Labels.REASON),
    /** Calls that were not tried again because nothing was left in the budget. */
    CLIENT_BUDGET_EXHAUSTED(
            "tern.client.retry.budget.exhausted", "calls", "Calls not tried again for want of budget", Labels.METHOD),
    /** How many more attempts the budget allows now. */
    CLIENT_BUDGET_AVAILABLE(
            "tern.client.retry.budget.available", "attempts", "Attempts the budget allows", Labels.METHOD),
    /** Extra attempts that were sent while another one was unanswered. */
    CLIENT_HEDGES("tern.client.hedges", "attempts", "Extra attempts", Labels.METHOD),
    /** Calls that a fallback answered. */
    CLIENT_FALLBACKS("tern.client.fallbacks", "calls", "Calls answered by a fallback", Labels.METHOD),
    /** Attempts that the consumer's own limits refused. */
    CLIENT_REFUSALS("tern.client.refusals", "attempts", "Attempts over a limit", Labels.METHOD, Labels.LIMIT),
    /** How many endpoints have a breaker for this method that is not closed: their number is bounded by nothing, so they are no labels. */
    CLIENT_BREAKERS_OPEN("tern.client.breakers.open", "endpoints", "Breakers that are not closed", Labels.METHOD),
    /** Breakers that changed, by what they changed to. */
    CLIENT_BREAKER_TRANSITIONS(
            "tern.client.breaker.transitions", "transitions", "Breakers that changed", Labels.METHOD, Labels.STATE),
    /** Endpoints that were left out. */
    CLIENT_EJECTIONS("tern.client.ejections", "endpoints", "Endpoints left out", Labels.SERVICE),
    /** Endpoints that came back after they were left out. */
    CLIENT_RETURNS("tern.client.returns", "endpoints", "Endpoints that came back", Labels.SERVICE),
    /** Endpoints by how calls can be sent there: {@code connecting}, {@code ready}, {@code draining}, {@code refused}; those that want no calls are {@code not_ready}. */
    CLIENT_ENDPOINTS("tern.client.endpoints", "endpoints", "Endpoints", Labels.SERVICE, Labels.ENDPOINT_STATE),
    /** How long ago the registry last told of the service: it does when something has changed. NaN if it never did. */
    CLIENT_REGISTRY_AGE("tern.client.registry.age", "s", "Age of the registry's last list", Labels.SERVICE),
    /** How often the file could not be written that keeps what the registry says. */
    CLIENT_SNAPSHOT_FAILURES("tern.client.registry.snapshot.failures", "writes", "Failed writes of the snapshot file"),
    /** Registries that can be reached now. */
    REGISTRY_REACHED("tern.registry.reached", "registries", "Registries that can be reached", Labels.SIDE),
    /** Entries of the registry that were left out because they are no instances. */
    REGISTRY_IGNORED("tern.registry.entries.ignored", "entries", "Entries that are no instances", Labels.SIDE),
    /** Registrations that were otherwise than desired and were made good. */
    REGISTRY_REPAIRS("tern.registry.repairs", "repairs", "Registrations made good", Labels.SIDE),
    /** Values that were refused at run time. */
    SETTINGS_REFUSED("tern.settings.refused", "values", "Settings refused at run time"),
    /** Calls that were admitted and not yet answered. */
    SERVER_CALLS_ACTIVE("tern.server.calls.active", "calls", "Calls under way"),
    /** How many calls may be under way now. */
    SERVER_LIMIT("tern.server.limit", "calls", "Calls that may be under way"),
    /** Admitted calls that no thread has begun. */
    SERVER_QUEUE("tern.server.queue", "calls", "Calls that wait for a thread"),
    /** From the arrival of an admitted call until a thread has it, or nobody waits for it any more. */
    SERVER_QUEUE_TIME("tern.server.queue.time", "s", "Time that admitted calls wait for a thread"),
    /** Requests that were answered without being decoded, because of load or because nobody waited for them any more. */
    SERVER_REFUSALS("tern.server.refusals", "calls", "Calls refused before decoding", Labels.REASON);

    private final String meter;
    private final String unit;
    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // of texts, and immutable
    private final List<String> labels;

    Measure(String meter, String unit, String description, String... labels) {
        this.meter = meter;
        this.unit = unit;
        this.description = description;
        this.labels = List.of(labels);
    }

    /** The name, as Micrometer takes it. */
    public String meter() {
        return meter;
    }

    /** What is counted, or {@code s}. */
    public String unit() {
        return unit;
    }

    /** In a few words. */
    public String description() {
        return description;
    }

    /** The keys of its labels. */
    public List<String> labels() {
        return labels;
    }

    /** Its labels with these values, in the same order. */
    Tags tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(
                    meter + ": values " + List.of(values) + " (expected: one for each of " + labels + ")");
        }
        List<Tag> tags = new ArrayList<>(values.length);
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(labels.get(i), values[i]));
        }
        return Tags.of(tags);
    }
}
