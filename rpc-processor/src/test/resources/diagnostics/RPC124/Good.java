package shop;

import dev.tern.rpc.*;

@RpcService(name = "shop.order-service_2", group = "blue", version = "1.0")
interface Good {}
