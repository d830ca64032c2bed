package dev.tern.rpc.registry.zk;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Lets so many operations be under way at once; the others wait here, in order. All of it runs on the loop. */
final class Window {

    private final int most;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int underWay;

    Window(int most) {
        this.most = most;
    }

    /** Begins an operation, now or when its turn comes. */
    <T> CompletableFuture<T> run(Supplier<CompletableFuture<T>> operation) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Runnable begin = () -> begin(operation, answer);
        if (underWay < most) {
            begin.run();
        } else {
            waiting.add(begin);
        }
        return answer;
    }

    private <T> void begin(Supplier<CompletableFuture<T>> operation, CompletableFuture<T> answer) {
        underWay++;
        // Composed, so that what is thrown at once is a failure like another.
        CompletableFuture.completedFuture(operation).thenCompose(Supplier::get).whenComplete((value, failure) -> {
            underWay--;
            Runnable next = waiting.poll();
            if (next != null) {
                next.run();
            }
            if (failure == null) {
                answer.complete(value);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }
}
