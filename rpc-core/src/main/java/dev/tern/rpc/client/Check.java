package dev.tern.rpc.client;

/** What it means if a service that is referred to has no provider that can be called, set by {@link ReferenceOptions#check(Check)}. */
public enum Check {
    /** {@code refer} waits for a provider, and fails if none comes in time; what it has begun it takes back. */
    FAIL,
    /** A warning says so once the time is over, and why. */
    WARN,
    /** Nothing: whoever calls will see. */
    OFF
}
