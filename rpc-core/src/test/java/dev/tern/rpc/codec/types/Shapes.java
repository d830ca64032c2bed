package dev.tern.rpc.codec.types;

import dev.tern.rpc.RpcService;

/** Classes of all constructions. */
@RpcService
public interface Shapes {

    Beans beans(Beans value);

    Child child(Child value);

    Immutable immutable(Immutable value);

    Named named(Named value);

    Open open(Open value);
}
