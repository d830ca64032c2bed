package dev.tern.compare.jupiter;

import dev.tern.compare.LocalUserService;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.util.concurrent.CompletableFuture;
import org.jupiter.rpc.ServiceProviderImpl;

/** The workload as futures that are complete. */
@ServiceProviderImpl
public class LocalJupiterUsers implements JupiterUsers {
    private final LocalUserService users = new LocalUserService();

    @Override
    public CompletableFuture<Boolean> existUser(String email) {
        return CompletableFuture.completedFuture(users.existUser(email));
    }

    @Override
    public CompletableFuture<Boolean> createUser(User user) {
        return CompletableFuture.completedFuture(users.createUser(user));
    }

    @Override
    public CompletableFuture<User> getUser(long id) {
        return CompletableFuture.completedFuture(users.getUser(id));
    }

    @Override
    public CompletableFuture<Page<User>> listUser(int pageNo) {
        return CompletableFuture.completedFuture(users.listUser(pageNo));
    }

    @Override
    public CompletableFuture<byte[]> echo(byte[] data) {
        return CompletableFuture.completedFuture(users.echo(data));
    }
}
