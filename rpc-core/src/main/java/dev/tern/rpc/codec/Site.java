package dev.tern.rpc.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where something stands that may be wrong, and the way that leads there from the interface.
 *
 * @param subject how a message names it: {@code parameter 'order'}
 * @param step how a path names it: {@code Order.customer}
 * @param parent what leads here; null for the interface's own elements
 */
record Site(String subject, String step, @Nullable Site parent) {

    private static final int MAX_STEPS = 8;

    /** A site of a type that is reached from here. */
    Site then(String innerSubject, String innerStep) {
        return new Site(innerSubject, innerStep, this);
    }

    /** {@code OrderService.place(order) -> Order.customer}; empty if there is only one step. */
    private String path() {
        if (parent == null) {
            return "";
        }
        List<String> steps = new ArrayList<>();
        for (Site site = this; site != null; site = site.parent) {
            steps.add(0, site.step);
        }
        int last = steps.size() - MAX_STEPS / 2;
        if (steps.size() > MAX_STEPS) {
            steps.subList(MAX_STEPS / 2, last).clear();
            steps.add(MAX_STEPS / 2, "...");
        }
        return "\n  Path: " + String.join(" -> ", steps);
    }

    /**
     * What to throw for something wrong here: the text that the processor would report.
     *
     * @param id of the processor's message
     * @param what what is wrong
     * @param instead what to do about it
     */
    IllegalArgumentException problem(String id, String what, String instead) {
        return new IllegalArgumentException("[" + id + "] " + what + "\n  " + instead + path());
    }
}
