package shop;

import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Good {

    void pay(Order order);

    Animal animal();

    record Order(Map<String, Payment> payments) {}

    sealed interface Payment {}

    @RpcSubtypes(Debit.class)
    non-sealed class Card implements Payment {}

    class Debit extends Card {}

    @RpcSubtypes(Pet.class)
    interface Animal {}

    @RpcSubtypes(Dog.class)
    interface Pet extends Animal {}

    class Dog implements Pet {}
}
