package dev.tern.rpc;

import org.slf4j.MDC;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** Keeps the log context (slf4j MDC) in step with the attached trace. */
final class LogContext {

    /** Whether the logging back end has a log context at all; without one nothing is formatted for it. */
    static final boolean PRESENT = isPresent(MDC.getMDCAdapter());

    private LogContext() {}

    @SuppressWarnings("ReferenceEquality") // only spares work where nothing changed
    static void replace(TraceContext before, TraceContext after) {
        if (!PRESENT || before == after) {
            return;
        }
        if (!after.isPresent()) {
            MDC.remove("trace_id");
            MDC.remove("span_id");
            return;
        }
        MDC.put("trace_id", after.traceId());
        MDC.put("span_id", after.spanId());
    }

    private static boolean isPresent(MDCAdapter adapter) {
        return adapter != null && !(adapter instanceof NOPMDCAdapter);
    }
}
