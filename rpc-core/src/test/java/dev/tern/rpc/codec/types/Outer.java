package dev.tern.rpc.codec.types;

import dev.tern.rpc.Deadline;
import dev.tern.rpc.Idempotent;
import dev.tern.rpc.OneWay;
import dev.tern.rpc.RpcMethod;
import dev.tern.rpc.RpcService;
import java.util.List;
import java.util.concurrent.CompletableFuture;

public interface Outer {

    /** What all repositories can do. */
    @Deadline("3s")
    interface Repository<T, K extends Comparable<K>> {

        @Idempotent
        T find(K key);

        List<T> findAll(List<K> keys);

        void save(T value);

        @Override
        boolean equals(Object other);

        @Override
        String toString();
    }

    interface Named {

        String name();

        default String title() {
            return "Dr. " + name();
        }
    }

    record Item(String name) {}

    @RpcService(name = "items", group = "blue", version = "2")
    interface Items extends Repository<Item, String>, Named {

        /** The same again, with an annotation. */
        @Override
        @Deadline("10m")
        void save(Item value);

        void save(Item value, int times);

        void save(Item... values);

        long count(String name);

        long count(String name, List<String> more);

        CompletableFuture<Integer> later(int value);

        CompletableFuture<Void> laterNothing();

        @OneWay
        @RpcMethod(maxRequestBytes = 10, maxResponseBytes = 20)
        void told(String what);

        @SuppressWarnings("unchecked")
        int sizes(List<String>... lists);

        static String helper() {
            return "local";
        }
    }
}
