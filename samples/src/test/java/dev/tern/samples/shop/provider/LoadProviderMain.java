package dev.tern.samples.shop.provider;

import dev.tern.rpc.server.RpcServer;
import dev.tern.samples.shop.api.StockService;
import dev.tern.samples.shop.load.Ledger;
import dev.tern.samples.shop.load.LedgerService;
import dev.tern.samples.shop.load.SlowService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Provides the stock service and a ledger, which are quick, and one that is slow: {@code LoadProviderMain <registry> <ledger>}. */
public final class LoadProviderMain {

    private LoadProviderMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (RpcServer server = RpcServer.builder()
                .application("shop")
                .registry(args[0])
                .provide(StockService.class, new Stock())
                .provide(LedgerService.class, new Ledger(Path.of(args[1])))
                .provide(SlowService.class, LoadProviderMain::answerAfter)
                .start()) {
            server.awaitRegistered(Duration.ofSeconds(30));
            System.out.println("READY instance=" + server.instanceId() + " port=" + server.port());
            server.awaitTermination();
        }
    }

    private static String answerAfter(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return "late";
        } catch (InterruptedException e) {
            return "nobody waits any more";
        }
    }
}
