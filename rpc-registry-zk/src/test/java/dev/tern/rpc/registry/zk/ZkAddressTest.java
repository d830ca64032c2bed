package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RegistryUri -> ZkAddress. */
class ZkAddressTest {

    @Test
    void factory_isFoundByItsScheme() {
        assertThat(ServiceLoader.load(RegistryFactory.class))
                .filteredOn(factory -> factory.scheme().equals("zk"))
                .singleElement()
                .isInstanceOf(ZkRegistryFactory.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    zk://127.0.0.1:2181/shop                | 127.0.0.1:2181                | /shop
                    zk://zk-1.local:2181,zk_2:65535/a/b.c-d | zk-1.local:2181,zk_2:65535    | /a/b.c-d
                    zk://[::1]:2181,[fe80::1]:1             | [::1]:2181,[fe80::1]:1        | /tern
                    zk://127.0.0.1:2181/                    | 127.0.0.1:2181                | /tern
                    """)
    void uri_thatIsRight_givesServersAndRoot(String uri, String servers, String root) {
        assertThat(ZkAddress.of(RegistryUri.parse(uri))).isEqualTo(new ZkAddress(servers, root));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    zk:///shop              | server '' has no port (expected: host:port, such as 127.0.0.1:2181)
                    zk://zk-1               | server 'zk-1' has no port (expected: host:port, such as 127.0.0.1:2181)
                    zk://[::1]/shop         | server '[::1]' has no port (expected: host:port, such as 127.0.0.1:2181)
                    zk://a:1,,b:2           | server '' has no port (expected: host:port, such as 127.0.0.1:2181)
                    zk://a:1,               | server '' has no port (expected: host:port, such as 127.0.0.1:2181)
                    zk://:2181              | server ':2181' has host '' (expected: a name, an IPv4 address or [an IPv6 one])
                    zk://a b:2181           | server 'a b:2181' has host 'a b' (expected: a name, an IPv4 address or [an IPv6 one])
                    zk://::1:2181           | server '::1:2181' has host '::1' (expected: a name, an IPv4 address or [an IPv6 one])
                    zk://zk-1:              | server 'zk-1:' has port '' (expected: 1 to 65535)
                    zk://zk-1:0             | server 'zk-1:0' has port '0' (expected: 1 to 65535)
                    zk://zk-1:65536         | server 'zk-1:65536' has port '65536' (expected: 1 to 65535)
                    zk://zk-1:-1            | server 'zk-1:-1' has port '-1' (expected: 1 to 65535)
                    zk://zk-1:2181/a/       | path '/a/' (expected: names of letters, digits, '-', '_' or '.', each after one '/')
                    zk://zk-1:2181//a       | path '//a' (expected: names of letters, digits, '-', '_' or '.', each after one '/')
                    zk://zk-1:2181/a/../b   | path '/a/../b' (expected: names of letters, digits, '-', '_' or '.', each after one '/')
                    zk://zk-1:2181/a?x=1    | path '/a?x=1' (expected: names of letters, digits, '-', '_' or '.', each after one '/')
                    zk://zk-1:2181/zookeeper| path '/zookeeper' (expected: not under /zookeeper, which is ZooKeeper's own)
                    """, quoteCharacter = '"')
    void uri_thatIsWrong_isRefusedWithValueAndExpectation(String uri, String problem) {
        assertThatThrownBy(() -> new ZkRegistryFactory().open(RegistryUri.parse(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry " + RegistryUri.parse(uri) + ": " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", ".", "..", "a..b", "a b", "a\u0000", "shop.", "\ud83d\ude00"})
    void service_thatIsNoInterfaceName_isRefused(String service) {
        assertThatThrownBy(() -> new Layout("/tern").check(service))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service: '" + service + "' (expected: a name such as shop.OrderService or order-service)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OrderService", "order-service", "shop.Order_Service", "shop.Outer$Inner", "shöp.注文"})
    void service_thatIsAnInterfaceName_isTaken(String service) {
        Layout layout = new Layout("/tern");
        layout.check(service);

        org.apache.zookeeper.common.PathUtils.validatePath(layout.link(service, "orders"));
    }
}
