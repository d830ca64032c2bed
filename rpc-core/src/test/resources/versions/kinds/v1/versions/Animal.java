package versions;

import dev.tern.rpc.RpcSubtypes;

@RpcSubtypes({Animal.Dog.class, Animal.Cat.class})
public interface Animal {

    record Cat(String name) implements Animal {}

    record Dog(String name) implements Animal {}
}
