package dev.tern.rpc.registry.zk;

import static dev.tern.rpc.registry.zk.Instances.ORDERS;
import static dev.tern.rpc.registry.zk.ZkFixture.eventually;
import static dev.tern.rpc.registry.zk.ZkFixture.register;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.zk.ZkFixture.Reports;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingCluster;
import org.junit.jupiter.api.Test;

/** A provider and a consumer on three servers of which some are away. */
class ZkEnsembleIT {

    private static final Instance ONE = Instances.of("orders-1", "orders", ORDERS);

    @Test
    void servers_restartedOneByOneAndThenWithoutQuorum_listStaysAndChangesComeThrough() throws Exception {
        try (TestingCluster ensemble = new TestingCluster(3)) {
            ensemble.start();
            RegistryUri uri = RegistryUri.parse("zk://" + ensemble.getConnectString() + "/shop");
            try (Registry provider = new ZkRegistryFactory().open(uri);
                    Registry consumer = new ZkRegistryFactory().open(uri)) {
                Registry.Registration registration = register(provider, ONE);
                Reports reports = new Reports();
                consumer.subscribe(ORDERS, reports);
                reports.awaitLast(ONE);
                List<InstanceSpec> servers = new ArrayList<>(ensemble.getInstances());

                int weight = 1;
                for (InstanceSpec server : servers) {
                    ensemble.killServer(server);
                    registration.update(ONE.withWeight(++weight));
                    reports.awaitLast(ONE.withWeight(weight));
                    ensemble.restartServer(server);
                }

                ensemble.killServer(servers.get(0));
                ensemble.killServer(servers.get(1));
                eventually()
                        .until(() ->
                                !provider.state().reached() && !consumer.state().reached());
                registration.update(ONE.withWeight(77));
                ensemble.restartServer(servers.get(0));
                reports.awaitLast(ONE.withWeight(77));

                assertThat(reports.all).allSatisfy(list -> assertThat(list).hasSize(1));
            }
        }
    }
}
