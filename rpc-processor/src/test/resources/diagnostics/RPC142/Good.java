package shop;

import dev.tern.rpc.*;

@RpcService
@Fallback(Down.class)
interface Good extends Shared {

    @Fallback(Good.Nested.class)
    String name();

    class Nested extends Down {}
}

interface Shared {

    void shared();
}

class Down implements Good {

    @Override
    public String name() {
        return "";
    }

    @Override
    public void shared() {}
}
