package shop;

import dev.tern.rpc.*;

@RpcService(name = "order service", group = "a/b", version = "1 0")
interface Bad {}
