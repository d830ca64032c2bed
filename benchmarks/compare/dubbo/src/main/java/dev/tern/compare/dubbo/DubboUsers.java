package dev.tern.compare.dubbo;

import dev.tern.compare.UserService;
import java.util.concurrent.CompletableFuture;

/** The workload, with its asynchronous call: Dubbo takes a method that returns a future as one. */
public interface DubboUsers extends UserService {

    CompletableFuture<Boolean> existUserLater(String email);
}
