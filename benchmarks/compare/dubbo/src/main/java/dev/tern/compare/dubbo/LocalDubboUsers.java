package dev.tern.compare.dubbo;

import dev.tern.compare.LocalUserService;
import java.util.concurrent.CompletableFuture;

/** The service as every contender runs it. */
final class LocalDubboUsers extends LocalUserService implements DubboUsers {

    @Override
    public CompletableFuture<Boolean> existUserLater(String email) {
        return CompletableFuture.completedFuture(existUser(email));
    }
}
