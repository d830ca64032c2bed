package dev.tern.samples.shop.load;

import dev.tern.rpc.server.RpcServer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Provides the ledger on a free port, and is in no registry: {@code MortalProviderMain <ledger> mortal|immortal}. A mortal
 * one runs one call and ends, as by {@code kill -9}, before that can be answered.
 */
public final class MortalProviderMain {

    private MortalProviderMain() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Ledger ledger = new Ledger(Path.of(args[0]));
        boolean mortal = args[1].equals("mortal");
        LedgerService service = call -> {
            ledger.note(call);
            if (mortal) {
                Runtime.getRuntime().halt(137);
            }
        };
        try (RpcServer server = RpcServer.builder()
                .application("ledger")
                .host("127.0.0.1")
                .eventLoops(1)
                .provide(LedgerService.class, service)
                .start()) {
            System.out.println("READY port=" + server.port());
            server.awaitTermination();
        }
    }
}
