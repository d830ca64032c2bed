package shop;

import dev.tern.rpc.*;

import java.util.*;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

@RpcService
interface Bad {

    void register(String name, Runnable callback);

    Object anything();

    Stream<String> stream(List<Map<String, Lock>> locks);

    void containers(ArrayList<String> list, HashMap<String, String> map, Iterable<String> iterable);

    void open(Shape shape, Base base, Inner inner, Outer.Inside inside);

    void old(Date date, java.io.File file, Optional<Thread> thread);

    void place(Order order);

    Page<Order> page();

    class Inner {}

    interface Shape {}

    abstract class Base {}

    record Order(long id, Customer customer) {}

    record Customer(String name, Lock lock, List<Runnable> tasks) {}

    record Page<T>(T[] items, Iterator<T> iterator) {}
}

class Outer {

    class Inside {}
}
