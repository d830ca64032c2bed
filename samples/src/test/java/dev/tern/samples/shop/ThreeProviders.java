package dev.tern.samples.shop;

import dev.tern.samples.shop.Jvms.Jvm;
import dev.tern.samples.shop.load.Ledger;
import dev.tern.samples.shop.provider.LoadProviderMain;
import dev.tern.samples.shop.zookeeper.ZooKeeperMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;

/** ZooKeeper and three providers of {@link LoadProviderMain}, each in a process of its own. */
final class ThreeProviders implements AutoCloseable {

    private static final List<String> QUIET = List.of("-Dshop.log=WARN");

    private final Jvms jvms;
    private final String registry;
    private final List<Provider> providers = new ArrayList<>();
    private final List<Path> ledgers = new ArrayList<>();

    /** Starts all and waits until they are registered. */
    ThreeProviders(String test) throws IOException {
        jvms = new Jvms(test);
        String port = jvms.start("zookeeper", ZooKeeperMain.class)
                .awaitOutput("^READY port=(\\d+)$")
                .group(1);
        registry = "zk://127.0.0.1:" + port + "/shop";
        for (Jvm launched : List.of(launch(), launch(), launch())) {
            providers.add(Provider.ready(launched));
        }
    }

    private Jvm launch() throws IOException {
        int number = ledgers.size() + 1;
        Path ledger = jvms.newFile("ledger-" + number);
        ledgers.add(ledger);
        return jvms.start("provider-" + number, QUIET, LoadProviderMain.class, registry, ledger.toString());
    }

    Jvms jvms() {
        return jvms;
    }

    String registry() {
        return registry;
    }

    Provider get(int index) {
        return providers.get(index);
    }

    /** Asks one to end, by SIGTERM, waits until it has, and starts another one in its place. */
    void restart(int index) throws IOException, InterruptedException {
        Jvm old = providers.get(index).jvm();
        old.process().destroy();
        old.awaitExit();
        providers.set(index, Provider.ready(launch()));
    }

    /** How often each call of the ledger service ran, at all of them that there ever were. */
    Map<Long, Integer> runs() throws IOException {
        return Ledger.runs(ledgers);
    }

    @Override
    public void close() {
        jvms.close();
    }

    /**
     * One of them.
     *
     * @param instance the id under which consumers know it
     */
    record Provider(Jvm jvm, String instance, String port) {

        /** Waits until it is registered. */
        static Provider ready(Jvm jvm) {
            MatchResult ready = jvm.awaitOutput("^READY instance=(\\S+) port=(\\d+)");
            return new Provider(jvm, ready.group(1), ready.group(2));
        }
    }
}
