package dev.tern.compare.dubbo;

import dev.tern.compare.LocalUserService;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import java.util.concurrent.CompletableFuture;

/** The service as every contender runs it. */
final class LocalDubboUsers implements DubboUsers {
    private final LocalUserService users = new LocalUserService();

    @Override
    public boolean existUser(String email) {
        return users.existUser(email);
    }

    @Override
    public boolean createUser(User user) {
        return users.createUser(user);
    }

    @Override
    public User getUser(long id) {
        return users.getUser(id);
    }

    @Override
    public Page<User> listUser(int pageNo) {
        return users.listUser(pageNo);
    }

    @Override
    public byte[] echo(byte[] data) {
        return users.echo(data);
    }

    @Override
    public CompletableFuture<Boolean> existUserLater(String email) {
        return CompletableFuture.completedFuture(users.existUser(email));
    }
}
