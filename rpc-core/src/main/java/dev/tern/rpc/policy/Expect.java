package dev.tern.rpc.policy;

/** Refuses a setting with its name, its value and what was expected. */
final class Expect {

    private Expect() {}

    /** {@code failureRate: 1.2 (expected: > 0 and <= 1)}, as an {@link IllegalArgumentException}, unless it holds. */
    static void that(boolean holds, String setting, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(setting + ": " + value + " (expected: " + expected + ")");
        }
    }

    /** A rate or share that is above 0 and at most 1. */
    static void rate(String setting, double value) {
        that(value > 0 && value <= 1, setting, value, "> 0 and <= 1");
    }

    /** A count or duration that is at least so much. */
    static void atLeast(long least, String setting, long value) {
        that(value >= least, setting, value, ">= " + least);
    }
}
