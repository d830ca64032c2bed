package shop;

import dev.tern.rpc.*;
import java.io.IOException;

@RpcService
@Retry(retryOn = {IOException.class, Busy.class})
interface Good {

    void one() throws IOException;

    @Idempotent
    @Retry(retryOn = Exception.class)
    @Fallback(
            value = Down.class,
            alsoOn = {Busy.class, RpcException.class})
    void other() throws Busy;

    @Idempotent
    @Retry(retryOn = Busy.class)
    @SuppressWarnings("tern")
    void known();
}

class Busy extends Exception {}

class Down implements Good {

    @Override
    public void one() {}

    @Override
    public void other() {}

    @Override
    public void known() {}
}
