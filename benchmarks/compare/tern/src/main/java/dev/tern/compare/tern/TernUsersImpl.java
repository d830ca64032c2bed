package dev.tern.compare.tern;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserServiceImpl;
import dev.tern.rpc.NonBlocking;

/** The service as every contender runs it; on the default executor, or on the event loop. */
class TernUsersImpl implements TernUsers {
    private final UserServiceImpl impl = new UserServiceImpl();

    @Override
    public boolean existUser(String email) {
        return impl.existUser(email);
    }

    @Override
    public boolean createUser(User user) {
        return impl.createUser(user);
    }

    @Override
    public User getUser(long id) {
        return impl.getUser(id);
    }

    @Override
    public Page<User> listUser(int pageNo) {
        return impl.listUser(pageNo);
    }

    @Override
    public byte[] echo(byte[] data) {
        return impl.echo(data);
    }

    @NonBlocking
    static final class OnLoop extends TernUsersImpl {}
}
