package dev.tern.rpc.benchmarks;

import dev.tern.rpc.RpcService;

/** The calls of the well-known Java RPC comparison. */
@RpcService
public interface UserService {

    /** A text there, a boolean back. */
    boolean existUser(String email);

    /** A bean there, a boolean back. */
    boolean createUser(User user);

    /** A number there, a bean back. */
    User getUser(long id);

    /** A number there, fifteen beans back. */
    Page<User> listUser(int pageNo);
}
