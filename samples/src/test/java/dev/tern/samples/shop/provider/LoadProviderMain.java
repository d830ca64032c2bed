package dev.tern.samples.shop.provider;

import dev.tern.rpc.server.RpcServer;
import dev.tern.samples.shop.api.StockService;
import dev.tern.samples.shop.load.SlowService;
import java.util.concurrent.TimeUnit;

/** Provides the stock service, which is quick, and one that is slow. */
public final class LoadProviderMain {

    private LoadProviderMain() {}

    public static void main(String[] args) throws InterruptedException {
        try (RpcServer server = RpcServer.builder()
                .application("shop")
                .registry(args[0])
                .provide(StockService.class, new Stock())
                .provide(SlowService.class, LoadProviderMain::answerAfter)
                .start()) {
            System.out.println("READY instance=" + server.instanceId());
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
