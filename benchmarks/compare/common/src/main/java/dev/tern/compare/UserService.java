package dev.tern.compare;

/** The workload: the four calls of the well-known Java RPC comparison plus a byte echo. */
public interface UserService {
    boolean existUser(String email);

    boolean createUser(User user);

    User getUser(long id);

    Page<User> listUser(int pageNo);

    byte[] echo(byte[] data);
}
