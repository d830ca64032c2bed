package versions;

import dev.tern.rpc.RpcSubtypes;

@RpcSubtypes({Animal.Dog.class, Animal.Cat.class, Animal.Bird.class})
public interface Animal {

    record Bird(int wings) implements Animal {}

    record Cat(String name) implements Animal {}

    record Dog(Integer age, String name) implements Animal {}
}
