package shop;

import dev.tern.rpc.*;

@RpcService
@Fallback(Stranger.class)
interface Bad {

    void fromType();

    @Fallback(Bad.class)
    void itself();

    @Fallback(Bad[].class)
    void array();

    @Fallback(Unfinished.class)
    void unfinished();

    @Fallback(Outer.Inner.class)
    void inner();

    @Fallback(Picky.class)
    void picky();

    @Fallback(Closed.class)
    void closed();

    @Fallback(Failing.class)
    void failing();
}

class Stranger {}

class Base implements Bad {

    @Override
    public void fromType() {}

    @Override
    public void itself() {}

    @Override
    public void array() {}

    @Override
    public void unfinished() {}

    @Override
    public void inner() {}

    @Override
    public void picky() {}

    @Override
    public void closed() {}

    @Override
    public void failing() {}
}

abstract class Unfinished extends Base {}

class Outer {

    class Inner extends Base {}
}

class Picky extends Base {

    Picky(int number) {}
}

class Closed extends Base {

    private Closed() {}
}

class Failing extends Base {

    Failing() throws Exception {}
}

class Around {

    private static class Hidden implements Nested {

        @Override
        public void hidden() {}
    }

    @RpcService
    interface Nested {

        @Fallback(Hidden.class)
        void hidden();
    }
}
