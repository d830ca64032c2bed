package dev.tern.rpc.registry.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.RegistryFactory;
import dev.tern.rpc.registry.RegistryUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        assertThat(ZkAddress.of(RegistryUri.parse(uri)))
                .isEqualTo(new ZkAddress(servers, root, null, Access.OPEN, ZkAddress.STANDARD_SESSION));
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
                    zk://zk-1:2181?credentials=file | credentials 'file' (expected: the absolute path of a file that holds user:password)
                    zk://zk-1:2181?credentials=     | credentials '' (expected: the absolute path of a file that holds user:password)
                    zk://zk-1:2181?access=mine      | access 'mine' (expected: open, readable or private)
                    zk://zk-1:2181?access=private   | access 'private' (expected: credentials too, or access=open)
                    zk://zk-1:2181?session=3s       | session '3s' (expected: 4s to 300s)
                    zk://zk-1:2181?session=20       | session '20' (expected: 4s to 300s)
                    zk://zk-1:2181?session=301s     | session '301s' (expected: 4s to 300s)
                    zk://zk-1:2181/zookeeper| path '/zookeeper' (expected: not under /zookeeper, which is ZooKeeper's own)
                    """, quoteCharacter = '"')
    void uri_thatIsWrong_isRefusedWithValueAndExpectation(String uri, String problem) {
        assertThatThrownBy(() -> new ZkRegistryFactory().open(RegistryUri.parse(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry " + RegistryUri.parse(uri) + ": " + problem);
    }

    @Test
    void uri_withAParameterThatIsNotKnown_isRefused() {
        assertThatThrownBy(() -> ZkAddress.of(RegistryUri.parse("zk://h:1?acl=open")))
                .hasMessageEndingWith("parameter 'acl' (expected: one of [access, credentials, session])");
    }

    @Test
    void session_asTheUriSays() {
        assertThat(ZkAddress.of(RegistryUri.parse("zk://h:1?session=30s")).session())
                .isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:1, 15, 5",
        "127.0.0.1:1, 4, 2",
        "'127.0.0.1:1,127.0.0.1:2,127.0.0.1:3', 6, 3",
        "'127.0.0.1:1,127.0.0.1:2', 40, 14"
    })
    void servers_areToldAsSoMany_thatNoneIsWaitedForLong(String text, int sessionSeconds, int size) {
        Servers servers = new Servers(text, sessionSeconds * 1_000, Duration.ofSeconds(3), new AtomicInteger());

        assertThat(servers.size()).isEqualTo(size);
        assertThat(servers.next(0).getPort()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "zk://h:1, OPEN",
        "zk://h:1?credentials=/etc/zk, READABLE",
        "zk://h:1?credentials=/etc/zk&access=open, OPEN",
        "zk://h:1?credentials=/etc/zk&access=private, PRIVATE"
    })
    void access_asTheUriSays_orAsTheCredentialsSuggest(String uri, Access access) {
        assertThat(ZkAddress.of(RegistryUri.parse(uri)).access()).isEqualTo(access);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk://me:secret@h:1/shop", "zk://me:sec/ret@h:1", "zk://me:secret@h:1?access=open"})
    void uri_withAPassword_isRefusedWithoutRepeatingIt(String uri) {
        assertThatThrownBy(() -> ZkAddress.of(RegistryUri.parse(uri)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("?credentials=/path/file")
                .message()
                .doesNotContain("sec");
    }

    @Test
    void credentials_ofAFile_areItsLine(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("zk"), "me:a:secret\r\n");

        assertThat(Credentials.read(file).bytes()).asString().isEqualTo("me:a:secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", ":secret", "me:", "me:secret\nyou:secret"})
    void credentials_ofAFileThatHoldsSomethingElse_areRefusedWithoutRepeatingIt(String text, @TempDir Path directory)
            throws IOException {
        Path file = Files.writeString(directory.resolve("zk"), text);

        assertThatThrownBy(() -> Credentials.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("registry parameter credentials: file '" + file
                        + "' does not hold that (expected: one line user:password)")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void credentials_ofNoFile_areRefusedWhenTheRegistryIsOpened() {
        assertThatThrownBy(() -> new ZkRegistryFactory().open(RegistryUri.parse("zk://h:1?credentials=/no/such/file")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "registry parameter credentials: file '/no/such/file' cannot be read (NoSuchFileException) (expected: one line user:password)");
    }

    @Test
    void instance_withoutAnId_isRefused() {
        assertThatThrownBy(() -> new Layout("/tern").check(Instances.of("", "shop")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("id: '' (expected: 1 to 200 letters, digits, '-', '_' or '.')");
    }

    @Test
    void instance_withMoreTextThanConsumersRead_isRefused() {
        Instance wide = Instances.of(
                "a",
                "b",
                IntStream.range(0, 1_000)
                        .mapToObj(i -> "shop.S" + "x".repeat(60) + i)
                        .toArray(String[]::new));

        assertThatThrownBy(() -> new Layout("/tern").check(wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("with 1000 services (expected: at most 65536)");
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
