package dev.tern.compare;

/** The workload: the four calls that comparisons of Java RPC frameworks commonly make, and an echo of bytes. */
public interface UserService {

    boolean existUser(String email);

    boolean createUser(User user);

    User getUser(long id);

    /** 15 users. */
    Page<User> listUser(int pageNo);

    byte[] echo(byte[] data);
}
