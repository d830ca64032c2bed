package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {

    private final ManualLoop loop = new ManualLoop();
    private final List<List<Integer>> requests = new ArrayList<>();
    private final List<CompletableFuture<List<String>>> underWay = new ArrayList<>();
    private final Batches<Integer, String> batches = new Batches<>(loop, 3, 2, this::request);

    private CompletableFuture<List<String>> request(List<Integer> questions) {
        requests.add(questions);
        if (questions.contains(-1)) {
            throw new IllegalStateException("not taken");
        }
        CompletableFuture<List<String>> answer = new CompletableFuture<>();
        underWay.add(answer);
        return answer;
    }

    private List<CompletableFuture<String>> ask(int from, int to) {
        List<CompletableFuture<String>> answers =
                IntStream.range(from, to).mapToObj(batches::ask).toList();
        loop.run();
        return answers;
    }

    private void answer(int request) {
        underWay.get(request)
                .complete(requests.get(request).stream().map(String::valueOf).toList());
        loop.run();
    }

    @Test
    void questions_askedTogether_areOneRequest() {
        List<CompletableFuture<String>> answers = ask(0, 3);

        answer(0);

        assertThat(requests).containsExactly(List.of(0, 1, 2));
        assertThat(answers).extracting(CompletableFuture::join).containsExactly("0", "1", "2");
    }

    @Test
    void questions_beyondTheRequestsUnderWay_waitAndGoOutTogether() {
        ask(0, 1);
        ask(1, 2);
        ask(2, 3);
        List<CompletableFuture<String>> last = ask(3, 4);
        assertThat(requests).containsExactly(List.of(0), List.of(1));

        answer(1);
        answer(2);

        assertThat(requests).containsExactly(List.of(0), List.of(1), List.of(2, 3));
        assertThat(last.get(0)).isCompletedWithValue("3");
    }

    @Test
    void questions_ofMoreThanOneRequest_areAskedInOrder() {
        List<CompletableFuture<String>> answers = ask(0, 8);
        assertThat(requests).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));

        answer(0);
        answer(1);
        answer(2);

        assertThat(requests).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5), List.of(6, 7));
        assertThat(answers).allMatch(CompletableFuture::isDone);
    }

    @Test
    void request_thatFails_takesWhatWaitsWithIt_andNotWhatIsUnderWay() {
        List<CompletableFuture<String>> answers = ask(0, 8);

        underWay.get(0).completeExceptionally(new IllegalStateException("broken"));
        answer(1);

        assertThat(answers.subList(0, 3)).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(answers.subList(3, 6)).extracting(CompletableFuture::join).containsExactly("3", "4", "5");
        assertThat(answers.subList(6, 8)).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(requests).hasSize(2);
    }

    @Test
    void question_askedFirst_goesAheadOfThoseThatWait() {
        ask(0, 9);
        batches.askFirst(100);

        answer(0);

        assertThat(requests.get(2)).containsExactly(100, 6, 7);
    }

    @Test
    void request_thatThrows_failsItsQuestionsAndMakesRoom() {
        List<CompletableFuture<String>> refused = ask(-1, 0);
        List<CompletableFuture<String>> next = ask(0, 1);

        underWay.get(0).complete(List.of("0"));

        assertThat(refused.get(0)).isCompletedExceptionally();
        assertThat(next.get(0)).isCompletedWithValue("0");
    }
}
