package dev.tern.compare.turbo;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.util.concurrent.CompletableFuture;
import rpc.turbo.annotation.TurboService;

/** The workload as futures. */
@TurboService(version = "1.0.0", rest = "user")
public interface TurboUsers {

    @TurboService(version = "1.0.0", rest = "exist")
    CompletableFuture<Boolean> existUser(String email);

    @TurboService(version = "1.0.0", rest = "create")
    CompletableFuture<Boolean> createUser(User user);

    @TurboService(version = "1.0.0", rest = "get")
    CompletableFuture<User> getUser(long id);

    @TurboService(version = "1.0.0", rest = "list")
    CompletableFuture<Page<User>> listUser(int pageNo);
}
