package dev.tern.compare;

import java.util.concurrent.CompletableFuture;

/** The one asynchronous call of the workload. */
public interface AsyncUserService {

    /** As {@link UserService#existUser}. */
    CompletableFuture<Boolean> existUser(String email);
}
