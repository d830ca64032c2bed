package dev.tern.samples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.load.Ledger;
import dev.tern.samples.shop.load.LedgerService;
import dev.tern.samples.shop.load.MortalProviderMain;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Providers that end after they ran a call and before they answered it, beside one that lives and would run the call
 * once more, if anybody were to ask.
 */
class KilledBeforeAnswerIT {

    private static final int KILLS = Integer.getInteger("tern.kills", 20);
    private static final int AT_ONCE = 5;

    /** What makes a JVM that runs one call start sooner. */
    private static final List<String> SHORT_LIVED =
            List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Dshop.log=WARN");

    private final List<Path> ledgers = new ArrayList<>();
    private final Map<Long, Status> failed = new HashMap<>();
    private long calls;

    @Test
    void calls_providerEndsBeforeItsAnswer_failAndRanOnce() throws Exception {
        long start = System.nanoTime();
        try (Jvms jvms = new Jvms("killed-before-answer")) {
            Jvm immortal = launch(jvms, "immortal");
            for (int killed = 0; killed < KILLS; killed += AT_ONCE) {
                List<Jvm> mortals = new ArrayList<>();
                for (int i = 0; i < Math.min(AT_ONCE, KILLS - killed); i++) {
                    mortals.add(launch(jvms, "mortal"));
                }
                callUntilAllAreGone(mortals, immortal);
            }
            Map<Long, Integer> runs = Ledger.runs(ledgers);
            System.out.printf(
                    "Providers killed after a call ran and before its answer: %d; %d calls, %d failed (%s), %d ran more than once; %.1f s%n",
                    KILLS,
                    calls,
                    failed.size(),
                    failed.values().stream().distinct().toList(),
                    runs.values().stream().filter(times -> times > 1).count(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) / 1e3);

            assertThat(failed).hasSize(KILLS);
            assertThat(failed.values()).containsOnly(Status.UNAVAILABLE);
            assertThat(runs).hasSize((int) calls); // also those that failed
            assertThat(runs.values()).containsOnly(1);
        }
    }

    private Jvm launch(Jvms jvms, String kind) throws IOException {
        String name = kind + "-" + (ledgers.size() + 1);
        Path ledger = jvms.newFile(name + ".ledger");
        ledgers.add(ledger);
        return jvms.start(name, SHORT_LIVED, MortalProviderMain.class, ledger.toString(), kind);
    }

    /** A call that was told to be unanswered must not say that it surely never ran. */
    private void callUntilAllAreGone(List<Jvm> mortals, Jvm immortal) throws InterruptedException {
        List<String> addresses = new ArrayList<>();
        for (Jvm jvm : mortals) {
            addresses.add(address(jvm));
        }
        addresses.add(address(immortal));
        try (RpcClient client = RpcClient.builder()
                .application("load")
                .registry("static://" + String.join(",", addresses))
                .build()) {
            LedgerService ledger =
                    client.refer(LedgerService.class, options -> options.deadline("note", Duration.ofSeconds(20)));
            client.awaitReady(LedgerService.class, Jvms.LIMIT);
            int before = failed.size();
            long end = System.nanoTime() + Jvms.LIMIT.toNanos();
            while (failed.size() < before + mortals.size()) {
                assertThat(System.nanoTime())
                        .as("nanoseconds by which all were called")
                        .isLessThan(end);
                call(ledger);
            }
        }
        for (Jvm jvm : mortals) {
            assertThat(jvm.awaitExit()).isEqualTo(137);
        }
    }

    private void call(LedgerService ledger) {
        long number = ++calls;
        try {
            ledger.note(number);
        } catch (RpcException e) {
            assertThat(e.neverExecuted())
                    .as("whether the call surely never ran: " + e)
                    .isFalse();
            assertThat(CallInfo.last().attempts())
                    .as("attempts of the call: " + e)
                    .isEqualTo(1);
            failed.put(number, e.status());
        }
    }

    private static String address(Jvm jvm) {
        return "127.0.0.1:" + jvm.awaitOutput("^READY port=(\\d+)$").group(1);
    }
}
