package dev.tern.compare;

import java.util.concurrent.CompletableFuture;

/** What the pipelined run needs. */
public interface AsyncUserService {
    CompletableFuture<Boolean> existUser(String email);
}
