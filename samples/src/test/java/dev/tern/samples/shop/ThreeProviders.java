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
        for (int i = 0; i < 3; i++) {
            providers.add(launch());
        }
        providers.forEach(Provider::instance);
    }

    private Provider launch() throws IOException {
        int number = ledgers.size() + 1;
        Path ledger = jvms.newFile("ledger-" + number);
        ledgers.add(ledger);
        return new Provider(
                jvms.start("provider-" + number, QUIET, LoadProviderMain.class, registry, ledger.toString()));
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
        Provider next = launch();
        next.instance();
        providers.set(index, next);
    }

    /** How often each call of the ledger service ran, at all of them that there ever were. */
    Map<Long, Integer> runs() throws IOException {
        return Ledger.runs(ledgers);
    }

    @Override
    public void close() {
        jvms.close();
    }

    /** One of them. */
    record Provider(Jvm jvm) {

        /** The id under which consumers know it; waits until it is registered. */
        String instance() {
            return jvm.awaitOutput("^READY instance=(\\S+)").group(1);
        }

        String port() {
            return jvm.awaitOutput("^READY instance=\\S+ port=(\\d+)").group(1);
        }
    }
}
