package dev.tern.rpc.codec.types;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.RateLimit;
import dev.tern.rpc.Retry;

/** Declares methods for several services. */
@Retry(maxAttempts = 4, perAttempt = "20ms")
@Deadline("3s")
@RateLimit(permits = 7)
public interface SharedPolicies {

    @Idempotent
    @Retry
    void shared();

    @Idempotent
    void sharedAsIs();
}
