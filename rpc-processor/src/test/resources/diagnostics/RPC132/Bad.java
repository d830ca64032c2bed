package shop;

import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Bad {

    Map<String, State> states();

    enum State {
        OPEN,
        @RpcUnknown
        OTHER,
        @RpcUnknown
        UNKNOWN
    }
}
