package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.CircuitBreaker.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.policy.CircuitBreaker.Settings;
import dev.tern.rpc.policy.CircuitBreaker.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A breaker beside a slow one that keeps a list of all calls, both led through the same random calls and pauses. */
class CircuitBreakerModelTest {

    private static final long SECOND = 1_000_000_000;
    private static final Settings SETTINGS = new Settings(0.4, 0.7, SECOND, 10 * SECOND, 8, 3 * SECOND, 5);

    private record Call(long second, boolean failed, boolean slow) {}

    /** A permit and the model's number of the state that gave it. */
    private record Permit(int given, int move) {}

    /** The rules as sentences; time in whole nanoseconds since the start, calls in buckets of a second. */
    private static final class Model {

        private State state = State.CLOSED;
        private int moves;
        private long closedAt;
        private long openedAt;
        private long touchedAt;
        private int out;
        private final List<Call> calls = new ArrayList<>();

        private void enter(State next, long now) {
            state = next;
            moves++;
            calls.clear();
            out = 0;
            closedAt = openedAt = touchedAt = now;
        }

        boolean acquire(long now) {
            if (state == State.OPEN && now - openedAt >= SETTINGS.waitInOpenNanos()) {
                enter(State.HALF_OPEN, now);
            }
            if (state == State.HALF_OPEN
                    && out == SETTINGS.halfOpenCalls()
                    && now - touchedAt >= SETTINGS.waitInOpenNanos()) {
                enter(State.HALF_OPEN, now);
            }
            if (state == State.HALF_OPEN && out < SETTINGS.halfOpenCalls()) {
                out++;
                touchedAt = now;
                return true;
            }
            return state == State.CLOSED;
        }

        void ignored(int move, long now) {
            if (move == moves && state == State.HALF_OPEN) {
                out--;
                touchedAt = now;
            }
        }

        void ended(int move, boolean failed, boolean slow, long now) {
            if (move != moves) {
                return;
            }
            touchedAt = now;
            long second = (now - closedAt) / SECOND;
            calls.add(new Call(second, failed, slow));
            boolean probing = state == State.HALF_OPEN;
            if (!probing) {
                calls.removeIf(call -> call.second <= second - 10);
            }
            double failureRate = calls.stream().filter(Call::failed).count() / (double) calls.size();
            double slowRate = calls.stream().filter(Call::slow).count() / (double) calls.size();
            if (calls.size() >= (probing ? SETTINGS.halfOpenCalls() : SETTINGS.minimumCalls())) {
                if (failureRate >= SETTINGS.failureRate() || slowRate >= SETTINGS.slowCallRate()) {
                    enter(State.OPEN, now);
                } else if (probing) {
                    enter(State.CLOSED, now);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void breaker_ledThroughRandomCalls_movesAsTheModel(long seed) {
        Random random = new Random(seed);
        AtomicLong now = new AtomicLong();
        List<State> told = new ArrayList<>();
        CircuitBreaker breaker = new CircuitBreaker(SETTINGS, now::get, (from, to, cause) -> told.add(to));
        Model model = new Model();
        List<Permit> out = new ArrayList<>();
        double badness = 0;
        for (int step = 0; step < 40_000; step++) {
            badness = step % 200 == 0 ? random.nextDouble() : badness;
            now.addAndGet(random.nextInt(100) == 0 ? random.nextLong(5 * SECOND) : random.nextLong(SECOND / 5));
            if (random.nextBoolean()) {
                boolean permits = breaker.permits();
                int permit = breaker.tryAcquire();
                assertThat(permit != REFUSED).isEqualTo(permits).isEqualTo(model.acquire(now.get()));
                if (permit != REFUSED) {
                    out.add(new Permit(permit, model.moves));
                }
            } else if (!out.isEmpty()) {
                end(out.remove(random.nextInt(out.size())), breaker, model, random, badness, now.get());
            }
            assertThat(breaker.state()).isEqualTo(model.state);
            assertThat(told).hasSize(model.moves);
        }
        assertThat(told).contains(State.OPEN, State.HALF_OPEN, State.CLOSED);
        assertThat(told.size()).isGreaterThan(100);
    }

    /** One in fifty is lost for good. */
    private static void end(
            Permit permit, CircuitBreaker breaker, Model model, Random random, double badness, long now) {
        boolean slow = random.nextDouble() < badness;
        long elapsed = slow ? SECOND + 1 : SECOND;
        if (random.nextInt(50) == 0) {
            return;
        } else if (random.nextInt(10) == 0) {
            breaker.onIgnored(permit.given);
            model.ignored(permit.move, now);
        } else if (random.nextDouble() < badness) {
            breaker.onFailure(permit.given, elapsed);
            model.ended(permit.move, true, slow, now);
        } else {
            breaker.onSuccess(permit.given, elapsed);
            model.ended(permit.move, false, slow, now);
        }
    }
}
