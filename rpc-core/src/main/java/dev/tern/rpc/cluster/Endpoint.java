package dev.tern.rpc.cluster;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.policy.OutlierDetector;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One live address of a service, with a slot for each method that is called. Its fields are guarded by the lock of {@link Endpoints} unless they are volatile. */
final class Endpoint {

    private static final double FIRST_SHARE = 0.1; // Envoy's min_weight_percent of its slow start
    private static final int ORDINARY_WEIGHT = 100;

    final EndpointLink link;
    private final @Nullable Slot[] slots;

    /** Whether the registry's last list holds it. */
    boolean listed = true;

    /** Whether the instance wants calls. */
    boolean wanted = true;

    /** Its share as the registry holds it. */
    int registeredWeight = ORDINARY_WEIGHT;

    private boolean seenReady;
    private long readySince;
    private boolean startsSlowly;

    private volatile double weight = ORDINARY_WEIGHT;
    private volatile OutlierDetector.@Nullable Host host;

    Endpoint(EndpointLink link, int methods) {
        this.link = link;
        this.slots = new Slot[methods];
    }

    CallInfo.Peer peer() {
        return link.peer();
    }

    /** Whether calls can be sent there and are wanted. */
    boolean is(EndpointLink.State state) {
        return wanted && link.state() == state;
    }

    /** Whether calls can or may soon be sent there. */
    boolean mayTakeCalls() {
        return wanted
                && switch (link.state()) {
                    case CONNECTING, READY, DRAINING -> true;
                    case REFUSED, WRONG_INSTANCE -> false;
                };
    }

    // ---------------------------------------------------------------- slots

    /** Its slot for a method as it is called now; what it knows outlives the settings. */
    Slot slot(MethodEndpoints method) {
        int number = method.descriptor().number();
        Slot slot = slots[number];
        if (slot == null || !slot.isOf(method.descriptor())) {
            slot = method.slot(this, slot);
            slots[number] = slot;
        }
        return slot;
    }

    List<Slot> slots() {
        return Arrays.stream(slots).filter(Objects::nonNull).toList();
    }

    // ---------------------------------------------------------------- its share

    /** Its share as compared with others: as registered, less while it starts slowly or comes back. */
    double weight() {
        return weight;
    }

    boolean isSeenReady() {
        return seenReady;
    }

    boolean isReadySince(long nanos) {
        return seenReady && readySince - nanos <= 0 && is(EndpointLink.State.READY);
    }

    /** It is ready for the first time. */
    void seenReady(long now, boolean slowly) {
        seenReady = true;
        readySince = now;
        startsSlowly = slowly;
    }

    /** Computes its share anew. Whether that will change by time alone. */
    boolean ramps(long now, long slowStartNanos) {
        startsSlowly &= now - readySince < slowStartNanos;
        double started = startsSlowly ? (now - readySince) / (double) slowStartNanos : 1;
        OutlierDetector.Host known = host;
        double back = known == null ? 1 : known.rampShare();
        weight = registeredWeight * Math.min(back, Math.max(FIRST_SHARE, started));
        return startsSlowly || back < 1;
    }

    /** Whether it came in late; else what makes its share less is that it comes back. */
    boolean startsSlowly() {
        return startsSlowly;
    }

    // ---------------------------------------------------------------- ejection

    void host(OutlierDetector.@Nullable Host newHost) {
        host = newHost;
    }

    OutlierDetector.@Nullable Host host() {
        return host;
    }

    boolean isEjected() {
        OutlierDetector.Host known = host;
        return known != null && known.isEjected();
    }

    private String ejection() {
        OutlierDetector.Host known = host;
        return known == null || !known.isEjected()
                ? ""
                : ", left out for failures for " + TimeUnit.NANOSECONDS.toSeconds(known.nanosUntilReturn()) + " s more";
    }

    @Override
    public String toString() {
        String instance = peer().instance().isEmpty() ? "" : " (" + peer().instance() + ")";
        EndpointLink.State now = link.state();
        boolean unreached = now == EndpointLink.State.REFUSED || now == EndpointLink.State.CONNECTING;
        String open = slots().stream()
                .filter(Slot::isOpen)
                .map(slot -> slot.method().signature())
                .collect(Collectors.joining(", "));
        return peer().address() + instance + " " + now.toString().toLowerCase(Locale.ROOT)
                + (listed ? "" : ", not listed any more")
                + (wanted ? "" : ", not ready") + ejection()
                + (open.isEmpty() ? "" : ", breakers open for " + open) + (unreached ? ": " + link.lastError() : "");
    }
}
