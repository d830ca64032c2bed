package shop;

import dev.tern.rpc.*;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.UUID;

@RpcService
@LoadBalance(strategy = LoadBalance.CONSISTENT_HASH)
interface Good extends Generic<String> {

    void number(@HashKey long key);

    void box(@HashKey Character key);

    void text(@HashKey String key);

    void id(@HashKey UUID key);

    void large(@HashKey BigInteger key);

    void exact(@HashKey BigDecimal key);

    void day(@HashKey LocalDate key);

    void state(@HashKey State key);

    enum State {
        OPEN
    }
}

interface Generic<T> {

    void generic(@HashKey T key);
}
