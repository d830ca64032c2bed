package dev.tern.rpc.benchmarks;

import dev.tern.rpc.NonBlocking;
import java.util.List;
import java.util.stream.LongStream;

/** Answers at once, from memory. */
public class Users implements UserService {

    private static final User ONE = User.sample(1);
    private static final List<User> PAGE =
            LongStream.range(0, 15).mapToObj(User::sample).toList();

    @Override
    public boolean existUser(String email) {
        return email.charAt(email.length() - 1) >= '5';
    }

    @Override
    public boolean createUser(User user) {
        return user.permissions().size() == ONE.permissions().size();
    }

    @Override
    public User getUser(long id) {
        return ONE;
    }

    @Override
    public Page<User> listUser(int pageNo) {
        return new Page<>(pageNo, 1000, PAGE);
    }

    /** The same on the event loop. */
    @NonBlocking
    public static final class OnLoop extends Users {}
}
