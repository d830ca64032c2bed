package dev.tern.rpc.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Open loop -> AdaptiveLimit -> a queue before so many servers ({@link Station}), in virtual time. */
class AdaptiveLimitTest {

    private static final double MILLIS = 20;

    /** 10 servers, 20 ms: 500 calls/s. */
    private final Station station = new Station(10);

    @ParameterizedTest
    @CsvSource({"1000, 0.9", "5000, 0.8"})
    void overload_forAMinute_capacityIsUsedAndNobodyWaitsLong(double offered, double goodput) {
        station.deadline(Station.SECOND);
        station.offer(offered, () -> MILLIS);

        station.run(6).measure().run(60);

        assertThat(station.perSecond()).describedAs("%s", station).isGreaterThan(goodput * 500);
        assertThat(station.p99Millis()).isLessThanOrEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1000, 5000})
    void overload_begins_limitIsFoundWhenThoseBeforeHaveEnded(double offered) {
        station.offer(offered, () -> MILLIS);
        station.run(6); // two seconds to reach the 1,000 it begins with, two to work them off
        assertThat(station.limit.limit()).isLessThanOrEqualTo(20);
    }

    @Test
    void overload_forTenMinutes_limitDoesNotDrift() {
        station.offer(1000, () -> MILLIS);
        station.run(10);
        for (int minute = 0; minute < 10; minute++) {
            station.measure().run(60);
            assertThat(station.p99Millis()).isLessThanOrEqualTo(40);
            assertThat(station.perSecond()).isGreaterThan(0.95 * 500);
        }
    }

    /** The first calls of a JVM are slow: what is learnt of them must not last. */
    @Test
    void overload_fromAColdStart_baselineIsCorrected() {
        station.deadline(Station.SECOND);
        Station.Source source = station.offer(5000, () -> 100);
        station.run(0.3);
        source.millis = () -> MILLIS;
        station.run(5).measure().run(30);
        assertThat(station.p99Millis()).isLessThanOrEqualTo(40);
        assertThat(station.perSecond()).isGreaterThan(0.9 * 500);
    }

    /** What a dip sees while the machine is busy with something else must not last until the next one, 10 to 30 s later. */
    @Test
    void overload_machinePausesDuringADip_isNoticedByAnotherAtOnce() {
        Station.Source source = station.offer(5000, () -> MILLIS);
        station.run(10);
        int found = station.limit.limit();
        while (station.limit.limit() > found / 2) {
            station.run(0.01);
        }
        source.millis = () -> station.random.nextBoolean() ? MILLIS : 300;
        while (station.limit.limit() <= found / 2) {
            station.run(0.01);
        }
        source.millis = () -> MILLIS;
        station.run(3);

        assertThat(station.limit.limit()).isBetween(10, 16);
    }

    @Test
    void capacity_doublesAndHalves_isFoundAgain() {
        station.offer(5000, () -> MILLIS);
        station.run(5);
        station.servers(20);
        station.run(2).measure().run(20);
        assertThat(station.perSecond()).isGreaterThan(0.95 * 1000);

        station.servers(5);
        station.run(2).measure().run(20);
        assertThat(station.perSecond()).isGreaterThan(0.95 * 250);
        assertThat(station.p99Millis()).isLessThanOrEqualTo(50);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2, 4})
    void work_takesLongerOrLessLong_baselineFollows(double factor) {
        Station.Source source = station.offer(5000, () -> MILLIS);
        station.run(5);
        source.millis = () -> MILLIS * factor;
        station.run(35).measure().run(30);
        assertThat(station.perSecond()).isGreaterThan(0.9 * 500 / factor);
        assertThat(station.p99Millis()).isLessThanOrEqualTo(2 * MILLIS * factor);
    }

    @Test
    void overload_ends_nobodyIsRefusedAnyMore() {
        Station.Source flood = station.offer(5000, () -> MILLIS);
        station.run(10);
        station.stop(flood);
        station.offer(300, () -> MILLIS);
        station.run(5).measure().run(60);
        assertThat(station.refused).isLessThan(station.times.size() / 200);
    }

    @Test
    void quickAndSlowMethod_notOverloaded_limitStays() {
        Station ample = new Station(400);
        ample.offer(500, () -> 1);
        ample.offer(100, () -> 500);
        ample.run(120);
        assertThat(ample.limit.limit()).isEqualTo(1000);
        assertThat(ample.refused).isZero();
    }

    @Test
    void quickAndSlowMethod_mixChanges_limitStays() {
        Station ample = new Station(400);
        Station.Source quick = ample.offer(3000, () -> 1);
        ample.offer(10, () -> 500);
        ample.run(20);
        ample.stop(quick);
        ample.offer(400, () -> 500);
        ample.run(60);
        assertThat(ample.limit.limit()).isEqualTo(1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1000, 3000})
    void methodWithATenthAHundredTimesSlower_notOverloaded_limitStays(int offered) {
        Station ample = new Station(400);
        ample.offer(offered, () -> ample.random.nextInt(10) == 0 ? 100 : 1);
        ample.run(300);
        assertThat(ample.limit.limit()).isEqualTo(1000);
    }

    @Test
    void methodWithATenthAHundredTimesSlower_overloaded_capacityIsUsed() {
        // 100 servers, 10.9 ms on average: 9174 calls/s
        Station small = new Station(100);
        small.offer(20_000, () -> small.random.nextInt(10) == 0 ? 100 : 1);
        small.run(20).measure().run(60);
        assertThat(small.perSecond()).describedAs("%s", small).isGreaterThan(0.85 * 9174);
    }

    @Test
    void twoMethods_overloaded_capacityIsUsed() {
        Station small = new Station(50);
        small.offer(2000, () -> 10);
        small.offer(1000, () -> 100); // 50 servers; 2000/s x 10 ms = 20, 1000/s x 100 ms = 100: 2.4 times too much
        small.run(5).measure().run(60);
        assertThat(small.perSecond()).isGreaterThan(0.9 * 3000 / 2.4);
    }

    @Test
    void slowMethod_overloaded_capacityIsUsed() {
        Station slow = new Station(10);
        slow.deadline(5 * Station.SECOND); // nobody waits for ever
        slow.offer(60, () -> 500);
        slow.run(30).measure().run(120);
        assertThat(slow.perSecond()).isGreaterThan(0.9 * 20);
        assertThat(slow.p99Millis()).isLessThanOrEqualTo(1000);
    }

    @Test
    void variableMethod_overloaded_capacityIsUsed() {
        station.offer(1000, () -> -Math.log(1 - station.random.nextDouble()) * MILLIS);
        station.run(5).measure().run(60);
        assertThat(station.perSecond()).isGreaterThan(0.9 * 500);
        assertThat(station.limit.limit()).isLessThan(40);
    }

    /** Everything waits for something slow, but nothing for anything else: no limit helps that. */
    @Test
    void dependency_becomesSlow_nobodyIsRefused() {
        Station wide = new Station(1_000_000);
        wide.offer(300, () -> MILLIS);
        Station.Source source = wide.offer(1, () -> MILLIS);
        wide.run(10);
        wide.stop(source);
        wide.offer(300, () -> 20 * MILLIS);
        wide.run(30);
        assertThat(wide.refused).isZero();
        assertThat(wide.limit.limit()).isEqualTo(1000);
    }

    /** More calls than the limit begins with wait for something slow: it grows, and the dips that tell so cost little. */
    @Test
    void dependency_becomesSlow_moreCallsThanTheLimit_limitGrows() {
        Station wide = new Station(1_000_000);
        wide.offer(3000, () -> 25 * MILLIS); // 1,500 at a time
        wide.run(20).measure().run(60);
        assertThat(wide.limit.limit()).isGreaterThan(1500);
        assertThat(wide.perSecond()).isGreaterThan(0.9 * 3000);
    }

    /** Callers with deadlines that are too short are no reason to refuse anybody. */
    @Test
    void fewCalls_mostOfThemLate_nobodyIsRefused() {
        Sampler sampler = station.limit.sampler();
        for (int i = 0; i < 200; i++) {
            long start = station.now();
            sampler.started(start);
            station.run(0.2);
            sampler.late(start, station.now());
        }
        assertThat(station.limit.limit()).isEqualTo(1000);
    }

    /** Of a rare method no dip may see a call: it must not be left out of what is at work. */
    @Test
    void rareSlowMethod_besideAFlood_keepsItsPlace() {
        Station wide = new Station(40);
        wide.offer(20_000, () -> 1);
        wide.offer(20, () -> 1000); // 20 servers of the 40
        wide.run(20).measure().run(60);
        long slow = wide.times.stream()
                .filter(nanos -> nanos >= 1000 * Station.MILLI)
                .count();
        assertThat(wide.limit.limit()).isGreaterThan(20);
        assertThat(slow).isPositive();
    }

    @Test
    void calm_afterOverload_limitDriftsBack() {
        Station.Source flood = station.offer(5000, () -> MILLIS);
        station.run(10);
        station.stop(flood);
        station.offer(100, () -> MILLIS);
        station.run(120);
        assertThat(station.limit.limit()).isEqualTo(1000);
    }

    /** A pause of everybody, then a burst: that few calls ended in the pause tells nothing. */
    @Test
    void idle_thenOverload_capacityIsUsed() {
        Station.Source flood = station.offer(1000, () -> MILLIS);
        station.run(20);
        station.stop(flood);
        station.run(60);
        station.offer(1000, () -> MILLIS);
        station.run(3).measure().run(20);
        assertThat(station.perSecond()).isGreaterThan(0.9 * 500);
    }

    @Test
    void bounds_withoutRoomDuringADip_limitIsThat() {
        station.offer(5000, () -> MILLIS);
        station.run(10);
        int found = station.limit.limit();
        while (station.limit.limit() > found / 2) {
            station.run(0.01);
        }
        station.limit.bounds(5, 5, 5);
        assertThat(station.limit.limit()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "500, 500", "1000, 1000", "2000, 1000"})
    void bounds_raisedWhereTheyKeptTheLimitLow_limitBeginsAgain(int most, int before) {
        AdaptiveLimit limit = new AdaptiveLimit(before, Math.min(8, before), most, () -> 0, () -> 0);
        assertThat(limit.limit()).isEqualTo(before);
        limit.bounds(1000, 8, 3000);
        assertThat(limit.limit()).isEqualTo(1000);
    }

    @Test
    void bounds_raisedWhereTheLimitIsLowerByItself_limitStays() {
        station.offer(5000, () -> MILLIS);
        station.run(10);
        int found = station.limit.limit();
        station.limit.bounds(1000, 8, 3000);
        assertThat(station.limit.limit()).isEqualTo(found);
    }

    @Test
    void bounds_wrong_areRefusedNamingThem() {
        assertThatThrownBy(() -> new AdaptiveLimit(10, 20, 30, System::nanoTime, () -> 0))
                .hasMessage("limit: 20, 10, 30 (expected: 1 <= least <= initial <= most)");
    }
}
