package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.RegistryScene.Report;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What can happen to the registry while providers are well and a consumer calls them, one method each, one after the other in the same scene. What has to last lasts as long as it is told. */
final class RegistryOutages {

    private final RegistryScene scene;

    RegistryOutages(RegistryScene scene) {
        this.scene = scene;
    }

    /** All servers are killed, and start again with their data. */
    Outcome away(Duration time) throws Exception {
        return watched("ZooKeeper away for " + text(time) + ", back with its data", scene, () -> {
            scene.ensemble.killAll();
            pass(time);
            scene.ensemble.startAll();
        });
    }

    /** All servers are killed, and start again without their data. */
    Outcome restoredEmpty(Duration time) throws Exception {
        return watched("ZooKeeper away for " + text(time) + ", back empty", scene, () -> {
            scene.ensemble.killAll();
            scene.ensemble.wipe();
            pass(time);
            scene.ensemble.startAll();
        });
    }

    /** Two of three servers are killed, and start again. */
    Outcome quorumLost(Duration time) throws Exception {
        return watched("two of three servers away for " + text(time), scene, () -> {
            scene.ensemble.kill(0);
            scene.ensemble.kill(1);
            pass(time);
            scene.ensemble.start(0);
            scene.ensemble.start(1);
            scene.ensemble.awaitServing();
        });
    }

    /** Three servers are killed and started again, one after the other. */
    Outcome rollingRestart() throws Exception {
        return watched("rolling restart of three servers", scene, () -> {
            for (int i = 0; i < 3; i++) {
                scene.ensemble.kill(i);
                pass(Duration.ofSeconds(2));
                scene.ensemble.start(i);
                scene.ensemble.awaitServing();
            }
        });
    }

    /** The sessions of all providers end, as if they had been silent for too long. */
    Outcome sessionsExpired() throws Exception {
        return watched("sessions of all providers expired", scene, scene::expireSessions);
    }

    /** Nothing passes between ZooKeeper and all others, and no connection ends. */
    Outcome halfOpen(SwallowingProxy proxy, Duration time) throws Exception {
        return watched("connections to ZooKeeper half-open for " + text(time), scene, () -> {
            proxy.swallow(true);
            pass(time);
            proxy.swallow(false);
        });
    }

    /** The link to ZooKeeper is down: nothing passes, and nobody is told. */
    Outcome linkDown(NetworkLink link, Duration time) throws Exception {
        return watched("link to ZooKeeper down for " + text(time), scene, () -> {
            link.down();
            pass(time);
            link.up();
        });
    }

    /**
     * The consumer is stopped, and goes on after one of the providers it knows was replaced: its goodbye lies unread in the connection, and so may the last word of the others,
     * which close connections where nothing was heard for long.
     */
    Outcome consumerPaused(Duration time) throws Exception {
        return watched("consumer paused for " + text(time) + ", a provider replaced", scene, () -> {
            scene.consumer().stop();
            scene.provider(0).jvm().process().destroy();
            scene.provider(0).jvm().awaitExit();
            scene.replaceProvider(0);
            pass(time);
            scene.consumer().resume();
        });
    }

    /**
     * A provider is killed, and its entry stays until its session ends: its connections break, and new ones are refused. Calls that were under way may have run, so they fail; no other may. The
     * time is that from the kill to the last failure.
     */
    Outcome killed() throws Exception {
        scene.awaitAllCalled();
        Map<Jvm, Long> lines = scene.lines();
        Map<Jvm, Long> heaps = scene.heaps();
        scene.report();
        long start = System.nanoTime();
        scene.provider(0).jvm().kill();
        pass(Duration.ofSeconds(3));
        Report report = scene.report();
        Duration last = Duration.ofNanos(System.nanoTime() - start).minus(report.sinceFailure());
        assertThat(scene.isRegistered(0)).as("its entry is still there").isTrue();
        scene.replaceProvider(0);
        return new Outcome(
                "a provider killed, its entry stays",
                report.calls(),
                report.failed(),
                report.failed() == 0 ? Duration.ZERO : last,
                report.gap(),
                scene.mostLinesSince(lines),
                scene.mostHeapSince(heaps),
                report.failure());
    }

    /** A consumer starts while ZooKeeper is away, where one ran before. ZooKeeper stays away. */
    Outcome awayAtStart() throws Exception {
        scene.awaitAllCalled();
        scene.consumer().process().destroy();
        scene.consumer().awaitExit();
        scene.ensemble.killAll();
        Duration first = scene.startConsumer();
        Report start = scene.report();
        scene.awaitAllCalled();
        return new Outcome(
                "ZooKeeper away at the consumer's start",
                start.calls(),
                start.failed(),
                first,
                start.gap(),
                0,
                0,
                start.failure());
    }

    /** A provider is asked to end while ZooKeeper is away; the time until it serves nobody any more. */
    Outcome goodbye() throws Exception {
        scene.ensemble.killAll();
        scene.awaitAllCalled();
        String leaving = scene.provider(0).instance();
        Map<Jvm, Long> lines = scene.lines();
        Map<Jvm, Long> heaps = scene.heaps();
        scene.report();
        long start = System.nanoTime();
        scene.provider(0).jvm().process().destroy();
        long calls = 0;
        long failed = 0;
        Report report;
        do {
            report = scene.report();
            calls += report.calls();
            failed += report.failed();
            pass(Duration.ofMillis(50));
        } while (report.instances().contains(leaving) || report.calls() == 0);
        Duration gone = Duration.ofNanos(System.nanoTime() - start);
        scene.provider(0).jvm().awaitExit();
        return new Outcome(
                "a provider says goodbye while ZooKeeper is away",
                calls,
                failed,
                gone,
                report.gap(),
                scene.mostLinesSince(lines),
                scene.mostHeapSince(heaps),
                report.failure());
    }

    private static Outcome watched(String what, RegistryScene scene, Trouble trouble) throws Exception {
        scene.awaitAllCalled();
        Map<Jvm, Long> heaps = scene.heaps();
        scene.report();
        Map<Jvm, Long> lines = scene.lines();
        trouble.happen();
        Duration back = scene.awaitRegistered();
        long written = scene.mostLinesSince(lines);
        pass(Duration.ofSeconds(1)); // what the repair brings about
        Report report = scene.report();
        scene.awaitAllCalled();
        return new Outcome(
                what,
                report.calls(),
                report.failed(),
                back,
                report.gap(),
                written,
                scene.mostHeapSince(heaps),
                report.failure());
    }

    private static void pass(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos()); // the trouble lasts so long; nothing is waited for
    }

    private static String text(Duration time) {
        return time.toMinutes() > 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    /** Something happens. */
    @FunctionalInterface
    private interface Trouble {
        void happen() throws Exception;
    }

    /**
     * What was seen.
     *
     * @param back how long it took afterwards until all was registered, or what the row is about was done
     * @param gap the longest time in which no call was answered
     * @param lines the most that one process wrote
     * @param heapGrowth the most of one process, in bytes
     * @param failure the first one
     */
    record Outcome(
            String what,
            long calls,
            long failed,
            Duration back,
            Duration gap,
            long lines,
            long heapGrowth,
            String failure) {

        static final String HEAD =
                "| what | calls | failed | back after | longest time without an answer | log entries of one process | heap growth of one process |\n|---|---|---|---|---|---|---|";

        String row() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %,d | %d | %.1f s | %d ms | %d | %.1f MB |",
                    what,
                    calls,
                    failed,
                    back.toMillis() / 1e3,
                    gap.toMillis(),
                    lines,
                    heapGrowth / 1e6);
        }
    }
}
