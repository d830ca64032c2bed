package dev.tern.compare.tern;

import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import dev.tern.rpc.CircuitBreaker;
import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.Retry;
import dev.tern.rpc.RpcService;

/** The same contract with a deadline, retries and a circuit breaker on every method. */
@RpcService
@Deadline("1s")
@Retry
@CircuitBreaker
public interface GuardedTernUsers extends UserService {

    @Idempotent
    @Override
    boolean existUser(String email);

    @Idempotent
    @Override
    boolean createUser(User user);

    @Idempotent
    @Override
    User getUser(long id);

    @Idempotent
    @Override
    Page<User> listUser(int pageNo);

    @Idempotent
    @Override
    byte[] echo(byte[] data);
}
