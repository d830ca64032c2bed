package dev.tern.compare.jupiter;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.util.concurrent.CompletableFuture;
import org.jupiter.rpc.ServiceProvider;

/** The workload as futures. */
@ServiceProvider(group = "compare", name = "users")
public interface JupiterUsers {

    CompletableFuture<Boolean> existUser(String email);

    CompletableFuture<Boolean> createUser(User user);

    CompletableFuture<User> getUser(long id);

    CompletableFuture<Page<User>> listUser(int pageNo);

    CompletableFuture<byte[]> echo(byte[] data);
}
