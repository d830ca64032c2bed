package dev.tern.compare.turbo;

import java.util.concurrent.CompletableFuture;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserServiceImpl;

public class TurboUsersImpl implements TurboUsers {
    private final UserServiceImpl impl = new UserServiceImpl();

    @Override
    public CompletableFuture<Boolean> existUser(String email) {
        return CompletableFuture.completedFuture(impl.existUser(email));
    }

    @Override
    public CompletableFuture<Boolean> createUser(User user) {
        return CompletableFuture.completedFuture(impl.createUser(user));
    }

    @Override
    public CompletableFuture<User> getUser(long id) {
        return CompletableFuture.completedFuture(impl.getUser(id));
    }

    @Override
    public CompletableFuture<Page<User>> listUser(int pageNo) {
        return CompletableFuture.completedFuture(impl.listUser(pageNo));
    }
}
