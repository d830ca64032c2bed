package shop;

import dev.tern.rpc.*;

@RpcService
class Bad {

    void call() {}
}

@RpcService
enum BadEnum {}

@RpcService
@interface BadAnnotation {}
