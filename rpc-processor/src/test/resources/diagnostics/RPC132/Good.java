package shop;

import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Good {

    Map<String, State> states();

    enum State {
        OPEN,
        @RpcUnknown
        OTHER,
    }
}
