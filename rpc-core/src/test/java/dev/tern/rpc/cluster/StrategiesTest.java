package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.LoadBalance;
import dev.tern.rpc.kernel.LoadBalancer;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.RpcCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code Strategy -> candidates whose load the test sets}, with a seed. */
class StrategiesTest {

    private static final int CALLS = 100_000;
    private final Random random = new Random(7);

    /** Its fields are what it tells. */
    private static final class Fake implements LoadBalancer.Candidate {

        private final String id;
        double weight = 1;
        int outstanding;
        double latency;

        Fake(String id) {
            this.id = id;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public double weight() {
            return weight;
        }

        @Override
        public int outstanding() {
            return outstanding;
        }

        @Override
        public double latencyNanos(long now) {
            return latency;
        }
    }

    private static List<Fake> fakes(double... weights) {
        List<Fake> all = new ArrayList<>();
        for (double weight : weights) {
            Fake fake = new Fake("host-" + all.size() + ":1");
            fake.weight = weight;
            all.add(fake);
        }
        return all;
    }

    private static List<Fake> alike(int count) {
        return fakes(IntStream.range(0, count).mapToDouble(i -> 1).toArray());
    }

    private static LoadBalancer strategy(String name) {
        return Strategies.of(method(name), new Random(3));
    }

    private static MethodDescriptor method(String strategy) {
        return Cluster.method(
                MethodPolicy.STANDARD.onMethod("loadBalance = " + strategy).withHashKey(0));
    }

    private static RpcCall call() {
        return new RpcCall(method(LoadBalance.POWER_OF_TWO), new Cluster.Key("key"), CallContext.none());
    }

    /** Which share of many calls each one gets. */
    private double[] shares(String strategy, List<Fake> all) {
        LoadBalancer.Picker picker = strategy(strategy).picker(all);
        double[] shares = new double[all.size()];
        RpcCall call = call();
        for (int i = 0; i < CALLS; i++) {
            shares[picker.pick(call, 0, random)] += 1.0 / CALLS;
        }
        return shares;
    }

    private static void assertShare(double share, double expected, double by) {
        assertThat(share).isBetween(expected - by, expected + by);
    }

    // ---------------------------------------------------------------- all

    @ParameterizedTest
    @ValueSource(strings = {"powerOfTwo", "roundRobin", "weightedRandom", "leastActive"})
    void alike_withoutLoad_getTheSame(String strategy) {
        for (int count : new int[] {2, 3, 50}) {
            for (double share : shares(strategy, alike(count))) {
                assertShare(share, 1.0 / count, 0.1 / count);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"roundRobin", "weightedRandom", "leastActive"})
    void weights_withoutLoad_areTheShares(String strategy) {
        double[] shares = shares(strategy, fakes(10, 20, 30, 40));

        for (int i = 0; i < shares.length; i++) {
            assertShare(shares[i], 0.1 * (i + 1), 0.005);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"powerOfTwo", "roundRobin", "weightedRandom", "leastActive"})
    void weightOfZero_getsNothingUnlessAllHaveIt(String strategy) {
        assertThat(shares(strategy, fakes(0, 1, 1))[0]).isZero();
        assertThat(shares(strategy, fakes(1, 1, 0))[2]).isZero();
        for (double share : shares(strategy, fakes(0, 0, 0))) {
            assertShare(share, 1.0 / 3, 0.04);
        }
    }

    // ---------------------------------------------------------------- power of two

    @Test
    void powerOfTwo_lighter_getsNoMoreThanItsWeightAndIsNotStarved() {
        assertThat(shares("powerOfTwo", fakes(1, 10))[0]).isBetween(0.04, 0.1);
        double[] shares = shares("powerOfTwo", fakes(1, 10, 10, 10, 10, 10, 10, 10, 10, 10));
        assertThat(shares[0]).isBetween(0.005, 0.02); // a tenth of a tenth

        List<Fake> busy = fakes(1, 10);
        busy.get(0).outstanding = 1;
        busy.get(1).outstanding = 30; // three times as many for its weight
        assertShare(shares("powerOfTwo", busy)[0], 0.1, 0.01);
        busy.get(1).outstanding = 9;
        assertThat(shares("powerOfTwo", busy)[0]).isZero(); // fewer for its weight
    }

    @Test
    void powerOfTwo_slow_getsCallsOnlyWhenTheOthersAreBusy() {
        List<Fake> all = alike(3);
        all.forEach(fake -> fake.latency = 1e6);
        all.get(0).latency = 1e7;
        assertThat(shares("powerOfTwo", all)[0]).isZero();
        all.get(1).outstanding = 20;
        all.get(2).outstanding = 20;
        assertShare(shares("powerOfTwo", all)[0], 2.0 / 3, 0.01);
    }

    @Test
    void powerOfTwo_latencyNotKnown_isNeitherStarvedNorFlooded() {
        List<Fake> all = alike(10);
        all.forEach(fake -> fake.latency = 1e6);
        all.get(0).latency = 0;
        assertShare(shares("powerOfTwo", all)[0], 0.1, 0.01);
        all.get(0).outstanding = 1;
        assertThat(shares("powerOfTwo", all)[0]).isZero();
        all.forEach(fake -> fake.outstanding = 2);
        assertShare(shares("powerOfTwo", all)[0], 0.1, 0.01);
    }

    // ---------------------------------------------------------------- round robin

    @Test
    void roundRobin_alike_isStrictlyInTurn() {
        LoadBalancer.Picker picker = strategy("roundRobin").picker(alike(5));
        int before = picker.pick(call(), 0, random);
        for (int i = 0; i < 100; i++) {
            int next = picker.pick(call(), 0, random);
            assertThat(next).isEqualTo((before + 1) % 5);
            before = next;
        }
    }

    @Test
    void roundRobin_weights_holdInEveryShortStretch() {
        LoadBalancer.Picker picker = strategy("roundRobin").picker(fakes(5, 3, 2));
        for (int stretch = 0; stretch < 1000; stretch++) {
            int[] counts = new int[3];
            for (int i = 0; i < 50; i++) {
                counts[picker.pick(call(), 0, random)]++;
            }
            assertThat(counts[0]).isBetween(22, 28);
            assertThat(counts[1]).isBetween(12, 18);
            assertThat(counts[2]).isBetween(7, 13);
        }
    }

    @Test
    void roundRobin_turnPassesTheLargestInt_goesOn() {
        LoadBalancer.Picker picker = new RoundRobin(Integer.MAX_VALUE - 2).picker(alike(3));
        for (int i = 0; i < 10; i++) {
            assertThat(picker.pick(call(), 0, random)).isBetween(0, 2);
        }
    }

    // ---------------------------------------------------------------- least active

    @Test
    void leastActive_upTo32_isExact() {
        List<Fake> all = alike(32);
        for (int i = 0; i < 32; i++) {
            all.get(i).outstanding = 1 + (i * 7 + 5) % 32;
        }
        Fake least = all.get(17);
        least.outstanding = 0;
        assertThat(shares("leastActive", all)[17]).isEqualTo(1, org.assertj.core.data.Offset.offset(1e-6));
    }

    @Test
    void leastActive_tenThousand_isNearlyAlwaysOfTheLeastTenth() {
        List<Fake> all = alike(10_000);
        all.forEach(fake -> fake.outstanding = random.nextInt(1000));
        LoadBalancer.Picker picker = strategy("leastActive").picker(all);
        long good = IntStream.range(0, 10_000)
                .filter(i -> all.get(picker.pick(call(), 0, random)).outstanding < 100)
                .count();
        assertThat(good).isGreaterThan(9_500);
    }

    @Test
    void leastActive_lighter_hasFewerForItsWeight() {
        List<Fake> all = fakes(1, 10);
        all.get(0).outstanding = 1;
        all.get(1).outstanding = 5;
        assertThat(shares("leastActive", all)[0]).isZero();
    }

    @Test
    void leastActive_refused_choosesAnother() {
        List<Fake> all = alike(3);
        all.get(1).outstanding = 3;
        all.get(2).outstanding = 3;
        LoadBalancer.Picker picker = strategy("leastActive").picker(all);
        assertThat(picker.pick(call(), 0, random)).isZero();
        assertThat(IntStream.range(0, 100)
                        .map(i -> picker.pick(call(), 1, random))
                        .distinct()
                        .count())
                .isEqualTo(3);
    }

    // ---------------------------------------------------------------- by name

    @Test
    void name_notKnown_isRefusedWithWhatThereIs() {
        assertThatThrownBy(() -> strategy("fastest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loadBalance: 'fastest' (expected: one of powerOfTwo, roundRobin, weightedRandom,"
                        + " leastActive, consistentHash, firstOfAll;");
    }

    @Test
    void name_ofAUsersStrategy_isFoundAnewForEachMethod() {
        assertThat(strategy("firstOfAll")).isInstanceOf(FirstOfAll.class).isNotSameAs(strategy("firstOfAll"));
    }

    @Test
    void builtIn_eachHasItsName() {
        for (String name : List.of("powerOfTwo", "roundRobin", "weightedRandom", "leastActive", "consistentHash")) {
            assertThat(strategy(name).name()).isEqualTo(name);
        }
    }
}
