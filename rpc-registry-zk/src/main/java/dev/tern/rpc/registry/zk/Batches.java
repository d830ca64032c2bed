package dev.tern.rpc.registry.zk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Makes few large requests out of many small questions: those that were asked until the loop comes round again go out together, and while as many
 * requests are under way as may be, the others wait and become fewer. So one question is asked at once, and 10,000 are not 10,000 round trips.
 * A request that fails takes with it what waits, so that nothing is asked any more for somebody who has failed already. All of it runs on the loop.
 *
 * @param <Q> a question
 * @param <A> an answer
 */
final class Batches<Q, A> {

    private final Loop loop;
    private final int size;
    private final int most;
    private final Function<List<Q>, CompletableFuture<List<A>>> request;
    private final Deque<Asked<Q, A>> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean scheduled;

    /**
     * Nothing is asked yet.
     *
     * @param size how many questions one request holds at most
     * @param most how many requests are under way at once
     * @param request answers as many as it is asked, in their order, or fails for all of them
     */
    Batches(Loop loop, int size, int most, Function<List<Q>, CompletableFuture<List<A>>> request) {
        this.loop = loop;
        this.size = size;
        this.most = most;
        this.request = request;
    }

    /** Asks, together with what else is asked at this time. */
    CompletableFuture<A> ask(Q question) {
        Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
        waiting.addLast(asked);
        return scheduled(asked);
    }

    /** The same, ahead of all that waits. */
    CompletableFuture<A> askFirst(Q question) {
        Asked<Q, A> asked = new Asked<>(question, new CompletableFuture<>());
        waiting.addFirst(asked);
        return scheduled(asked);
    }

    private CompletableFuture<A> scheduled(Asked<Q, A> asked) {
        if (!scheduled && underWay < most) {
            scheduled = true;
            loop.execute(this::send);
        }
        return asked.answer;
    }

    private void send() {
        scheduled = false;
        while (underWay < most && !waiting.isEmpty()) {
            List<Asked<Q, A>> batch = new ArrayList<>(Math.min(size, waiting.size()));
            while (batch.size() < size && !waiting.isEmpty()) {
                batch.add(waiting.remove());
            }
            underWay++;
            // Composed, so that what is thrown at once is a failure like another.
            CompletableFuture.completedFuture(
                            batch.stream().map(Asked::question).toList())
                    .thenCompose(request)
                    .whenComplete((answers, failure) -> {
                        underWay--;
                        if (failure != null) {
                            batch.addAll(waiting); // it would fare no better, and whoever asked begins again
                            waiting.clear();
                        }
                        send();
                        answer(batch, answers, failure);
                    });
        }
    }

    private void answer(List<Asked<Q, A>> batch, List<A> answers, Throwable failure) {
        for (int i = 0; i < batch.size(); i++) {
            if (failure == null) {
                batch.get(i).answer.complete(answers.get(i));
            } else {
                batch.get(i).answer.completeExceptionally(failure);
            }
        }
    }

    private record Asked<Q, A>(Q question, CompletableFuture<A> answer) {}
}
