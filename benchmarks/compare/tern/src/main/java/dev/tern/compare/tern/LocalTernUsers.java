package dev.tern.compare.tern;

import dev.tern.compare.LocalUserService;
import dev.tern.rpc.NonBlocking;

/** The service as every contender runs it; on the default executor, or on the event loop. */
class LocalTernUsers extends LocalUserService implements TernUsers, GuardedTernUsers {

    @NonBlocking
    static final class OnLoop extends LocalTernUsers {}
}
