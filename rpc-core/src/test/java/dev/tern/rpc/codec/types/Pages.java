package dev.tern.rpc.codec.types;

import dev.tern.rpc.RpcService;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

@RpcService
public interface Pages {

    Page<Order> orders(Page<Order> value);

    Page<String> texts(Page<String> value);

    Map<String, List<Page<Order>>> deep(Map<String, List<Page<Order>>> value);

    Pair<Page<String>, Optional<Order>> pair(Pair<Page<String>, Optional<Order>> value);

    List<? extends Order> wild(
            List<? extends Order> list,
            Collection<? extends String> texts,
            Set<? extends Level> levels,
            Map<? extends String, ? extends Order> map,
            Optional<? extends Order> maybe);

    Node<Integer> node(Node<Integer> value);

    Id<Phantom> id(Id<Phantom> value);

    Box<String[]> box(Box<String[]> value);

    Box<List<String>[]> boxes(Box<List<String>[]> value);

    Order first(Order value);

    dev.tern.rpc.codec.types.other.Order second(dev.tern.rpc.codec.types.other.Order value);

    int place(Order value);

    int place(dev.tern.rpc.codec.types.other.Order value);

    record Order(long id) {}

    record Page<T>(List<T> items, Optional<T> first, T[] array, Map<T, Page<T>> more, int total) {}

    record Pair<A, B>(A left, B right) {}

    record Node<T>(T value, Node<T> next) {}

    /** Only a mark: never sent. */
    interface Phantom {}

    record Id<T>(long value) {}

    enum Level {
        LOW,
        HIGH
    }

    /** A generic class with accessors. */
    class Box<T> {
        private T content;

        public T getContent() {
            return content;
        }

        public void setContent(T content) {
            this.content = content;
        }
    }
}
