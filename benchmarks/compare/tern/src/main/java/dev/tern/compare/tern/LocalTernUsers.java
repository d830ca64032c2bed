package dev.tern.compare.tern;

import dev.tern.compare.LocalUserService;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.rpc.NonBlocking;

/** The service as every contender runs it; on the default executor, or on the event loop. */
class LocalTernUsers implements TernUsers {
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

    @NonBlocking
    static final class OnLoop extends LocalTernUsers {}
}
