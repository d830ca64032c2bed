package dev.tern.compare.jupiter;

import java.util.concurrent.CompletableFuture;
import org.jupiter.rpc.ServiceProvider;
import dev.tern.compare.Page;
import dev.tern.compare.User;

@ServiceProvider(group = "compare", name = "users")
public interface JupiterUsers {
    CompletableFuture<Boolean> existUser(String email);

    CompletableFuture<Boolean> createUser(User user);

    CompletableFuture<User> getUser(long id);

    CompletableFuture<Page<User>> listUser(int pageNo);
}
