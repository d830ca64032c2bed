package dev.tern.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.RegistryUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine with several interfaces -> a choice. */
class AdvertisedHostTest {

    private static final String ANY = "0.0.0.0";

    private static final Machine.Interface LO = on("lo", false, "127.0.0.1", "::1");
    private static final Machine.Interface DOCKER = on("docker0", false, "172.17.0.1");
    private static final Machine.Interface VPN = on("tun0", false, "10.8.0.2");
    private static final Machine.Interface ETH = on("eth0", true, "fe80::7", "fd00::7", "10.0.0.7");
    private static final Machine.Interface ETH1 = on("eth1", true, "192.168.1.7");

    private static final Map<String, List<String>> WAYS = Map.of(
            "zk1", List.of("10.0.0.7"),
            "zk6", List.of("fd00::7"),
            "local", List.of("127.0.0.1"),
            "both", List.of("127.0.0.1", "192.168.1.7"),
            "127.0.0.1", List.of("127.0.0.1"),
            "localhost", List.of("127.0.0.1"),
            "::1", List.of("::1"),
            "fd00::99", List.of("fd00::7"),
            "link", List.of("fe80::7"));

    private static Machine.Interface on(String name, boolean direct, String... addresses) {
        return new Machine.Interface(name, direct, addresses(List.of(addresses)));
    }

    private static List<InetAddress> addresses(List<String> texts) {
        return texts.stream().map(AdvertisedHostTest::address).toList();
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static Supplier<Machine> machine(Machine.Interface... interfaces) {
        return () -> new Machine(Arrays.asList(interfaces), (host, port) -> {
            if (!WAYS.containsKey(host)) {
                throw new IOException(host + " is unknown");
            }
            return addresses(WAYS.get(host));
        });
    }

    private static AdvertisedHost choose(String setting, String registry) {
        return AdvertisedHost.choose(
                setting,
                ANY,
                registry == null ? null : RegistryUri.parse(registry),
                machine(LO, DOCKER, VPN, ETH, ETH1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "zk://zk1:2181/shop|10.0.0.7",
                "zk://away:2181,zk1:2181/shop|10.0.0.7",
                "zk://zk1/shop|10.0.0.7",
                "zk://zk6:2181|[fd00:0:0:0:0:0:0:7]",
                "zk://[fd00::99]:2181|[fd00:0:0:0:0:0:0:7]",
                "zk://127.0.0.1:2181,127.0.0.1:2182|127.0.0.1",
                "zk://[::1]:2181|[0:0:0:0:0:0:0:1]",
                "zk://localhost:2181|127.0.0.1",
                "zk://local:2181,zk1:2181|10.0.0.7",
                "zk://local:2181|10.0.0.7",
                "zk://both:2181|192.168.1.7",
                "zk://away:2181|10.0.0.7",
                "zk://link:2181|10.0.0.7",
                "file:/etc/shop|10.0.0.7",
                "memory://test|127.0.0.1"
            })
    void unset_isTheLocalEndOfTheWayToTheRegistry(String registry, String expected) {
        AdvertisedHost chosen = choose(null, registry);

        assertThat(chosen.text()).isEqualTo(expected);
        assertThat(chosen.doubtful()).isFalse();
    }

    @Test
    void unset_withoutARegistry_isLoopback() {
        assertThat(choose(null, null)).hasToString("127.0.0.1: there is no registry");
    }

    @Test
    void reason_saysWhere() {
        assertThat(choose(null, "zk://away:1,zk1:2181"))
                .hasToString("10.0.0.7: the way to the registry's host zk1 begins there");
        assertThat(choose(null, "zk://away:2181").reason())
                .isEqualTo("no way to the registry zk://away:2181 is known: away is unknown,"
                        + " and it is the first address others may reach, on interface eth0");
    }

    @Test
    void unset_withARegistrysNameThatLeadsToLoopback_isAnotherAddressOrDoubtful() {
        assertThat(choose(null, "zk://local:2181").reason())
                .startsWith("no way to the registry zk://local:2181 is known: local leads to loopback");

        AdvertisedHost chosen = AdvertisedHost.choose(null, ANY, RegistryUri.parse("zk://local:2181"), machine(LO));

        assertThat(chosen.text()).isEqualTo("127.0.0.1");
        assertThat(chosen.doubtful()).isTrue();
    }

    @Test
    void choice_thatDoesNotDependOnTheMachine_doesNotAskIt() {
        Supplier<Machine> broken = () -> {
            throw new IllegalStateException("the network interfaces of this machine cannot be listed");
        };

        assertThat(AdvertisedHost.choose("orders.example", ANY, null, broken).text())
                .isEqualTo("orders.example");
        assertThat(AdvertisedHost.choose(null, "10.0.0.7", null, broken).text()).isEqualTo("10.0.0.7");
        assertThat(AdvertisedHost.choose(null, ANY, null, broken).text()).isEqualTo("127.0.0.1");
    }

    @Test
    void unset_withoutAWay_prefersDirectInterfacesThenIpv4ThenAnything() {
        RegistryUri file = RegistryUri.parse("file:/x");

        assertThat(AdvertisedHost.choose(null, ANY, file, machine(LO, VPN, on("eth0", true, "fd00::7")))
                        .text())
                .isEqualTo("[fd00:0:0:0:0:0:0:7]");
        assertThat(AdvertisedHost.choose(null, ANY, file, machine(LO, VPN)).text())
                .isEqualTo("10.8.0.2");
    }

    @Test
    void unset_onAMachineWithLoopbackOnly_isDoubtfulUnlessTheRegistryHasNoHost() {
        RegistryUri away = RegistryUri.parse("zk://away:2181");

        AdvertisedHost chosen = AdvertisedHost.choose(null, ANY, away, machine(LO));

        assertThat(chosen.text()).isEqualTo("127.0.0.1");
        assertThat(chosen.doubtful()).isTrue();
        assertThat(AdvertisedHost.choose(null, ANY, RegistryUri.parse("file:/x"), machine(LO))
                        .doubtful())
                .isFalse();
    }

    @Test
    void host_thatIsListenedOn_isAdvertisedUnlessConfigured() {
        RegistryUri registry = RegistryUri.parse("zk://zk1:2181");

        assertThat(AdvertisedHost.choose(null, "192.168.1.7", registry, machine(LO, ETH)))
                .hasToString("192.168.1.7: the server listens on it");
        assertThat(AdvertisedHost.choose("orders.example", "192.168.1.7", registry, machine(LO, ETH)))
                .hasToString("orders.example: it is configured; note that it listens on 192.168.1.7 only");
        assertThat(AdvertisedHost.choose(null, "::", registry, machine(LO, ETH)).text())
                .isEqualTo("10.0.0.7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.1.1.1|10.1.1.1",
                "orders.example|orders.example",
                "fd00::5|[fd00::5]",
                "[fd00::5]|[fd00::5]",
                "interface:eth0|10.0.0.7",
                "interface:tun0|10.8.0.2",
                "192.168.0.0/16,10.0.0.0/8|192.168.1.7",
                "11.0.0.0/8, 10.0.0.0/16|10.0.0.7",
                "fd00::/8|[fd00:0:0:0:0:0:0:7]",
                "0.0.0.0/0|127.0.0.1"
            })
    void setting_isFollowed(String setting, String expected) {
        assertThat(choose(setting, "zk://zk1:2181").text()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface:eth9", "11.0.0.0/8,12.0.0.0/8"})
    void setting_thatFitsNothing_isRefusedWithWhatThereIs(String setting) {
        assertThatThrownBy(() -> choose(setting, "zk://zk1:2181"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("advertisedHost: '" + setting + "' (expected: what fits an address of this machine:"
                        + " lo 127.0.0.1 0:0:0:0:0:0:0:1, docker0 172.17.0.1, tun0 10.8.0.2,"
                        + " eth0 fe80:0:0:0:0:0:0:7 fd00:0:0:0:0:0:0:7 10.0.0.7, eth1 192.168.1.7)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.0.0.7:20880", "a b", "10.0.0.0/33", "10.0.0/8", "host/8", "/", "10.0.0.0/8,"})
    void setting_thatIsNone_isRefused(String setting) {
        assertThatThrownBy(() -> choose(setting, "zk://zk1:2181"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("advertisedHost: ")
                .hasMessageContaining("(expected: ");
    }

    @Test
    void configured_propertyGoesBeforeTheEnvironment() {
        Properties properties = new Properties();
        Map<String, String> environment = Map.of("TERN_SERVER_ADVERTISEDHOST", "b");

        assertThat(AdvertisedHost.configured(properties, Map.of())).isNull();
        assertThat(AdvertisedHost.configured(properties, environment)).isEqualTo("b");
        properties.setProperty("tern.server.advertisedHost", "a");
        assertThat(AdvertisedHost.configured(properties, environment)).isEqualTo("a");
    }

    @Test
    void here_hasLoopback() {
        assertThat(Machine.here().interfaces())
                .anySatisfy(each -> assertThat(each.addresses()).anyMatch(InetAddress::isLoopbackAddress));
    }
}
