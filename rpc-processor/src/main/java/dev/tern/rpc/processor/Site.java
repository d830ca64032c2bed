package dev.tern.rpc.processor;

import java.util.ArrayList;
import java.util.List;
import javax.lang.model.element.Element;
import org.jspecify.annotations.Nullable;

/**
 * Where something stands that may be wrong, and the way that leads there from the interface.
 *
 * @param element the narrowest one
 * @param subject how a message names it: {@code parameter 'order'}
 * @param step how a path names it: {@code Order.customer}
 * @param parent what leads here; null for the interface's own elements
 */
record Site(
        Element element,
        String subject,
        String step,
        @Nullable Site parent) {

    private static final int MAX_STEPS = 8;

    /** An element of the interface. */
    static Site of(Element element, String subject, String step) {
        return new Site(element, subject, step, null);
    }

    /** A site of a type that is reached from here. */
    Site then(Element inner, String innerSubject, String innerStep) {
        return new Site(inner, innerSubject, innerStep, this);
    }

    /** {@code OrderService.place(order) -> Order.customer}; empty if there is only one step. */
    String path() {
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
        return String.join(" -> ", steps);
    }
}
