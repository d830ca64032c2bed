package shop;

import dev.tern.rpc.*;

@RpcService
@Deadline("soon")
interface Bad {

    void fromType();

    void alsoFromType();

    @Deadline("1.5s")
    void fraction();

    @Deadline("-1s")
    void negative();

    @Deadline("500")
    void noUnit();

    @Deadline("")
    void empty();
}
