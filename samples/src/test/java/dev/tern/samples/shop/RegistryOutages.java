package dev.tern.samples.shop;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.RegistryScene.Report;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What can happen to the registry while providers are well and a consumer calls them, one method each. A method lasts as long as the trouble it is given. */
final class RegistryOutages {

    private final String prefix;
    private final Duration session;

    /** The files of these scenes are under a folder with this prefix; the registry's sessions have that timeout. */
    RegistryOutages(String prefix, Duration session) {
        this.prefix = prefix;
        this.session = session;
    }

    /** The one server is killed, and starts again with its data. */
    Outcome away(Duration time) throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "away", 1, session)) {
            return watched("ZooKeeper away for " + text(time) + ", back with its data", scene, time, () -> {
                scene.ensemble.killAll();
                pass(time);
                scene.ensemble.startAll();
            });
        }
    }

    /** The one server is killed, and starts again without its data. */
    Outcome restoredEmpty(Duration time) throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "restored-empty", 1, session)) {
            return watched("ZooKeeper away for " + text(time) + ", back empty", scene, time, () -> {
                scene.ensemble.killAll();
                scene.ensemble.wipe();
                pass(time);
                scene.ensemble.startAll();
            });
        }
    }

    /** Two of three servers are killed, and start again. */
    Outcome quorumLost(Duration time) throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "quorum-lost", 3, session)) {
            return watched("two of three servers away for " + text(time), scene, time, () -> {
                scene.ensemble.kill(0);
                scene.ensemble.kill(1);
                pass(time);
                scene.ensemble.start(0);
                scene.ensemble.start(1);
                scene.ensemble.awaitServing();
            });
        }
    }

    /** Three servers are killed and started again, one after the other. */
    Outcome rollingRestart() throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "rolling-restart", 3, session)) {
            return watched("rolling restart of three servers", scene, Duration.ofSeconds(10), () -> {
                for (int i = 0; i < 3; i++) {
                    scene.ensemble.kill(i);
                    pass(Duration.ofSeconds(2));
                    scene.ensemble.start(i);
                    scene.ensemble.awaitServing();
                }
            });
        }
    }

    /** The sessions of all providers end, as if they had been silent for too long. */
    Outcome sessionsExpired() throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "sessions-expired", 1, session)) {
            return watched("sessions of all providers expired", scene, Duration.ZERO, scene::expireSessions);
        }
    }

    /** Nothing passes between ZooKeeper and all others, and no connection ends. */
    Outcome halfOpen(Duration time) throws Exception {
        SwallowingProxy[] proxy = new SwallowingProxy[1];
        try (RegistryScene scene =
                RegistryScene.behind(prefix + "half-open", port -> proxy[0] = new SwallowingProxy(port), session)) {
            return watched("connections to ZooKeeper half-open for " + text(time), scene, time, () -> {
                proxy[0].swallow(true);
                pass(time);
                proxy[0].swallow(false);
            });
        } finally {
            if (proxy[0] != null) {
                proxy[0].close();
            }
        }
    }

    /** The consumer is stopped, and goes on after one of the providers it knows was replaced. */
    Outcome consumerPaused(Duration time) throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "consumer-paused", 1, session)) {
            Outcome outcome =
                    watched("consumer paused for " + text(time) + ", a provider replaced", scene, time, () -> {
                        scene.consumer().stop();
                        scene.provider(0).jvm().process().destroy();
                        scene.provider(0).jvm().awaitExit();
                        scene.replaceProvider(0);
                        pass(time);
                        scene.consumer().resume();
                    });
            scene.awaitAllCalled();
            return outcome;
        }
    }

    /** A consumer starts while ZooKeeper is away, where one ran before. */
    Outcome awayAtStart() throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "away-at-start", 1, session)) {
            scene.awaitAllCalled();
            scene.consumer().process().destroy();
            scene.consumer().awaitExit();
            scene.ensemble.killAll();
            Duration first = scene.startConsumer();
            scene.awaitAllCalled();
            Report report = scene.report();
            return new Outcome(
                    "ZooKeeper away at the consumer's start",
                    report.calls(),
                    report.failed(),
                    first,
                    report.gap(),
                    0,
                    0,
                    report.failure());
        }
    }

    /** A provider is asked to end while ZooKeeper is away; the time until it serves nobody any more. */
    Outcome goodbye() throws Exception {
        try (RegistryScene scene = RegistryScene.of(prefix + "goodbye", 1, session)) {
            scene.ensemble.killAll();
            scene.awaitAllCalled();
            String leaving = scene.provider(0).instance();
            Map<Jvm, Long> lines = scene.lines();
            long heap = scene.report().heapBytes();
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
                    report.heapBytes() - heap,
                    report.failure());
        }
    }

    private static Outcome watched(String what, RegistryScene scene, Duration time, Trouble trouble) throws Exception {
        scene.awaitAllCalled();
        long heap = scene.report().heapBytes();
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
                report.heapBytes() - heap,
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
     * @param heapGrowth of the consumer, in bytes
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
                "| what | calls | failed | back after | longest time without an answer | log entries of one process | heap growth of the consumer |\n|---|---|---|---|---|---|---|";

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
