package dev.tern.rpc.registry.zk;

import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryUri;
import dev.tern.rpc.registry.contract.RegisteringContract;
import java.nio.charset.StandardCharsets;
import org.apache.zookeeper.CreateMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** {@code zk://} with a real ZooKeeper. */
class ZkRegistryContractIT extends RegisteringContract {

    private ZkFixture zookeeper;

    @BeforeEach
    void start() throws Exception {
        zookeeper = ZkFixture.started();
    }

    @AfterEach
    void stop() throws Exception {
        zookeeper.close();
    }

    @Override
    protected String uri() {
        return zookeeper.uri();
    }

    @Override
    protected Registry newRegistry() {
        return new ZkRegistryFactory().open(RegistryUri.parse(uri()));
    }

    @Override
    protected boolean putBroken() throws Exception {
        zookeeper.put("/applications/orders/bad", "hello".getBytes(StandardCharsets.UTF_8), CreateMode.PERSISTENT);
        return true;
    }

    @Override
    protected boolean goAway() throws Exception {
        zookeeper.server.stop();
        return true;
    }

    @Override
    protected void comeBack() throws Exception {
        zookeeper.server.restart();
    }
}
