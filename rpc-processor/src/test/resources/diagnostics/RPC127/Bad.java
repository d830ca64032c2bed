package shop;

import dev.tern.rpc.*;
import java.util.*;

@RpcService
interface Bad {

    void pay(Order order);

    Animal animal();

    record Order(Map<String, Payment> payments) {}

    sealed interface Payment {}

    non-sealed class Card implements Payment {}

    @RpcSubtypes(Pet.class)
    interface Animal {}

    interface Pet extends Animal {}
}
