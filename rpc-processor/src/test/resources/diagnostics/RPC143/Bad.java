package shop;

import dev.tern.rpc.*;
import java.io.IOException;

@RpcService
@Retry(retryOn = {
        IOException.class,
        Busy.class})
interface Bad {

    void one() throws IOException;

    @Idempotent
    @Retry(retryOn = Busy.class)
    @Fallback(
            value = Down.class,
            alsoOn = {Busy.class, Gone.class})
    void other() throws Gone;
}

class Busy extends Exception {}

class Gone extends Exception {}

class Down implements Bad {

    @Override
    public void one() {}

    @Override
    public void other() {}
}
