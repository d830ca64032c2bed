package dev.tern.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.kernel.Arguments;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.policy.AdaptiveLimit;
import dev.tern.rpc.policy.Sampler;
import dev.tern.rpc.support.Logs;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Consumers -> Admission -> 10 servers of 20 ms each, in steps of 0.1 ms of virtual time. */
class AdmissionTest {

    private static final long STEP = 100_000;
    private static final int SERVERS = 10;
    private static final int STEPS_EACH = 200;

    private final Random random = new Random(5);
    private long now = 17;
    private final AdaptiveLimit limit = new AdaptiveLimit(1000, 4, 2000, () -> now, random::nextDouble);
    private final Admission admission = new Admission(2000, limit);
    private final Sampler sampler = limit.sampler();
    private final ServedMethod method = method();
    private final ArrayDeque<Call> waiting = new ArrayDeque<>();
    private final Set<Call> served = new HashSet<>();

    private static ServedMethod method() {
        MethodDescriptor ask = MethodDescriptor.builder("Shop", 0, "ask()")
                .result((out, value) -> {}, in -> null, (in, plan) -> null)
                .arguments(in -> none(), (in, plan) -> none());
        return new ServedMethod(ask, call -> call.complete(null), false, false);
    }

    private static Arguments none() {
        throw new AssertionError("nobody is asked here");
    }

    private static final class Call {

        private final Load load;
        private final long start;
        private int left = STEPS_EACH;

        Call(Load load, long start) {
            this.load = load;
            this.start = start;
        }
    }

    /** What one application asks for. */
    private final class Load {

        private final Consumers.Consumer consumer;
        private final double perStep;
        private int asked;
        private int admitted;

        Load(String application, double perSecond) {
            consumer = admission.consumers().join(application);
            perStep = perSecond / 10_000;
        }

        void arrive() {
            if (random.nextDouble() >= perStep) {
                return;
            }
            asked++;
            if (admission.enter(consumer, method, now) == null) {
                admitted++;
                Call call = new Call(this, now);
                sampler.started(now);
                waiting.add(call);
            }
        }

        double success() {
            return admitted / (double) asked;
        }
    }

    private void run(double seconds, Load... loads) {
        for (Load load : loads) {
            load.asked = 0;
            load.admitted = 0;
        }
        for (int step = 0; step < seconds * 10_000; step++, now += STEP) {
            for (Load load : loads) {
                load.arrive();
            }
            served.removeIf(this::ends);
            while (served.size() < SERVERS && !waiting.isEmpty()) {
                served.add(waiting.remove());
            }
        }
    }

    private boolean ends(Call call) {
        if (--call.left > 0) {
            return false;
        }
        sampler.ended(call.start, now);
        admission.leave(call.load.consumer, method);
        return true;
    }

    @Test
    void oneConsumerFloods_anotherAsksForATenth_nearlyNoneOfItsCallsIsRefused() {
        Load flood = new Load("flood", 5000);
        Load modest = new Load("modest", 50);
        run(5, flood, modest);
        run(60, flood, modest);

        assertThat(modest.success()).isGreaterThanOrEqualTo(0.99);
        assertThat((flood.admitted + modest.admitted) / 60.0).isGreaterThan(0.9 * 500);
        assertThat(admission.refused(Admission.Reason.SHARE).sum()).isPositive();
    }

    @Test
    void twoConsumersFlood_bothGetTheSame() {
        Load one = new Load("one", 5000);
        Load two = new Load("two", 1000);
        run(5, one, two);
        run(30, one, two);

        assertThat(one.admitted / (double) two.admitted).isBetween(0.7, 1.4);
        assertThat((one.admitted + two.admitted) / 30.0).isGreaterThan(0.9 * 500);
    }

    @Test
    void oneConsumer_alone_mayUseAll() {
        Admission fixed = new Admission(10, false);
        Consumers.Consumer alone = fixed.consumers().join("alone");
        for (int i = 0; i < 10; i++) {
            assertThat(fixed.enter(alone, method, now)).isNull();
        }
        assertThat(fixed.enter(alone, method, now))
                .contains("10 calls are under way")
                .contains("maxConcurrentCalls");
        assertThat(fixed.state()).isEqualTo(new AdmissionState(10, 10, 0, 1));
    }

    @Test
    void consumerOverItsShare_isRefusedAtNineTenths_andOthersHaveTheRest() {
        Admission fixed = new Admission(100, false);
        Consumers.Consumer greedy = fixed.consumers().join("greedy");
        Consumers.Consumer other = fixed.consumers().join("other");
        assertThat(fixed.enter(other, method, now)).isNull();
        for (int i = 0; i < 89; i++) {
            assertThat(fixed.enter(greedy, method, now)).isNull();
        }
        assertThat(fixed.enter(greedy, method, now)).contains("89 of application 'greedy'");
        for (int i = 0; i < 10; i++) {
            assertThat(fixed.enter(other, method, now)).isNull();
        }
        assertThat(fixed.enter(other, method, now)).contains("100 calls are under way");
        assertThat(fixed.refused(Admission.Reason.SHARE).sum()).isEqualTo(1);
        assertThat(fixed.refused(Admission.Reason.LIMIT).sum()).isEqualTo(1);
    }

    @Test
    void consumerThatNoLongerCalls_takesNoShare() {
        Admission fixed = new Admission(100, false);
        Consumers.Consumer greedy = fixed.consumers().join("greedy");
        Consumers.Consumer gone = fixed.consumers().join("gone");
        assertThat(fixed.enter(gone, method, now)).isNull();
        fixed.leave(gone, method);
        now += 3_000_000_000L;
        for (int i = 0; i < 100; i++) {
            assertThat(fixed.enter(greedy, method, now)).isNull();
        }
    }

    @Test
    void consumerThatNoLongerCalls_keepsItsShareAsLongAsItHoldsCalls() {
        Admission fixed = new Admission(100, false);
        Consumers.Consumer greedy = fixed.consumers().join("greedy");
        Consumers.Consumer slow = fixed.consumers().join("slow");
        assertThat(fixed.enter(slow, method, now)).isNull();
        for (int i = 0; i < 89; i++) {
            now += 100_000_000; // 8.9 s in all
            assertThat(fixed.enter(greedy, method, now)).isNull();
        }
        assertThat(fixed.enter(greedy, method, now)).contains("more than its share");
        now += 10_000_000_000L;
        assertThat(fixed.enter(greedy, method, now)).contains("more than its share");

        fixed.leave(slow, method);
        now += 3_000_000_000L;
        assertThat(fixed.enter(greedy, method, now)).isNull();
    }

    /** It is told on the way of a call, which must end all the same. */
    @Test
    void meterOfWaits_thatThrows_isLoggedOnce() {
        admission.measureWaits(nanos -> {
            throw new IllegalStateException("a user's meter");
        });
        try (Logs logs = Logs.of(Admission.class.getName())) {
            admission.waited(now);
            admission.waited(now);
            assertThat(logs.warnings()).hasSize(1);
        }
    }

    @Test
    void consumerThatConnectsAgain_hasTheCallsThatAreStillUnderWay() {
        Consumers consumers = new Consumers();
        Consumers.Consumer before = consumers.join("a");
        before.underWay().come();
        before.underWay().come();
        consumers.leave(before);
        assertThat(consumers.join("a")).isSameAs(before);

        consumers.leave(before);
        consumers.ended(before);
        assertThat(consumers.size()).isEqualTo(1);
        consumers.ended(before);
        assertThat(consumers.size()).isZero();
        assertThat(consumers.join("a")).isNotSameAs(before);
    }

    @Test
    void manyApplications_beyondTheBound_areOneConsumer() {
        Consumers consumers = new Consumers();
        for (int i = 0; i < Consumers.MAX_APPLICATIONS; i++) {
            consumers.join("a" + i);
        }
        Consumers.Consumer beyond = consumers.join("b");
        assertThat(consumers.join("c")).isSameAs(beyond);
        assertThat(consumers.size()).isEqualTo(Consumers.MAX_APPLICATIONS);
        consumers.leave(beyond);

        Consumers.Consumer known = consumers.join("a0");
        consumers.leave(known);
        assertThat(consumers.size()).isEqualTo(Consumers.MAX_APPLICATIONS);
        consumers.leave(known); // the last connection
        assertThat(consumers.size()).isEqualTo(Consumers.MAX_APPLICATIONS - 1);
        assertThat(consumers.join("b")).isNotSameAs(beyond);
    }
}
