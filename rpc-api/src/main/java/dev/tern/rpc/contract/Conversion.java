package dev.tern.rpc.contract;

import org.jspecify.annotations.Nullable;

/** Whether what one contract calls so can be read as what another calls so; what is in it is not looked at. */
final class Conversion {

    private Conversion() {}

    /**
     * Why not; null if it can.
     *
     * @param target the reader's type; null if it only skips the value
     */
    static @Nullable String problem(
            ContractType type, Contract writer, @Nullable ContractType target, Contract reader) {
        Form form = Form.of(type, writer);
        if (form == null) {
            return "type " + type + " is not known to this release (expected: one that is)";
        }
        if (target == null) {
            return null;
        }
        Form to = Form.of(target, reader);
        boolean isExact = form == Form.BASIC || form == Form.CUSTOM;
        boolean fits = to == form ? !isExact || type.equals(target) : to != null && isNumber(form, to);
        if (!fits) {
            return type + " cannot be read as " + target + " (expected: the same type"
                    + (form.isNumber() ? ", or another number" : "") + ")";
        }
        if (type instanceof ContractType.Array from
                && target instanceof ContractType.Array into
                && Form.isNeverNull(from.element()) != Form.isNeverNull(into.element())) {
            return type + " cannot be read as " + target + " (expected: both of primitives, or neither)";
        }
        return null;
    }

    private static boolean isNumber(Form from, Form to) {
        return to.isFloating() ? from.isNumber() : from.isIntegral() && to.isIntegral();
    }
}
