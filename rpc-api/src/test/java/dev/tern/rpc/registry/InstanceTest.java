package dev.tern.rpc.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceTest {

    private static final Instance FULL = new Instance(
            "orders-1f3c",
            "orders",
            Map.of("tern", "127.0.0.1:20880", "http", "[::1]:8080"),
            "zone=1\nready=false",
            Set.of("stable", "canary", "a,b", "50%"),
            7,
            false,
            List.of(
                    new ProvidedService("shop.OrderService", "blue,green", "1.0\n", 0xdeadbeefL),
                    new ProvidedService("shop.StockService", "", "", -1)));

    @Test
    void format_instance_isTheDocumentedText() {
        Instance instance = new Instance(
                "orders-1f3c",
                "orders",
                Map.of("tern", "127.0.0.1:20880"),
                "",
                Set.of("stable", "canary"),
                100,
                true,
                List.of(new ProvidedService("shop.OrderService", "group", "version", 0xdeadbeefL)));

        assertThat(instance.format()).isEqualTo("""
                        format=1
                        id=orders-1f3c
                        application=orders
                        address.tern=127.0.0.1%3A20880
                        zone=
                        tags=canary,stable
                        weight=100
                        ready=true
                        service=shop.OrderService,group,version,00000000deadbeef
                        """);
    }

    @Test
    void parse_whatFormatWrote_isTheSame() {
        assertThat(Instance.parse(FULL.format())).isEqualTo(FULL);
        assertThat(Instance.parse(Instance.of("", "static", "h:1", List.of()).format()))
                .isEqualTo(Instance.of("", "static", "h:1", List.of()));
    }

    @Test
    void parse_whatFormatWroteOfRandomTexts_isTheSame() {
        Random random = new Random(42);
        for (int i = 0; i < 200; i++) {
            Instance instance = new Instance(
                    "a",
                    "b",
                    Map.of(text(random), "h:" + (1 + random.nextInt(65_535))),
                    text(random),
                    Set.of("t" + text(random)),
                    random.nextInt(10_001),
                    random.nextBoolean(),
                    List.of(new ProvidedService(text(random), text(random), text(random), random.nextLong())));

            assertThat(Instance.parse(instance.format())).isEqualTo(instance);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.appendCodePoint("=,%\n\r\u00e4\u4e2d +.a\u0000".codePointAt(random.nextInt(12)));
        }
        return text.toString();
    }

    @Test
    void parse_unknownKeys_areLeftOut() {
        Instance instance = Instance.parse("""
                format=1
                id=a
                application=b
                mood=sunny
                health.score=7
                service=s,g,v,01,what=the,future
                """);

        assertThat(instance.services()).containsExactly(new ProvidedService("s", "g", "v", 1));
        assertThat(instance.weight()).isEqualTo(100);
        assertThat(instance.ready()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "id=a/../b|id: 'a/../b'",
                "id=..|id: '..'",
                "id=%2F|id: '/'",
                "application=|application: ''",
                "application=a%0Ab|application: 'a",
                "weight=-1|weight: -1 (expected: 0 to 10000)",
                "weight=10001|weight: 10001",
                "weight=many|weight=many",
                "weight=99999999999|weight=99999999999",
                "format=0|format 0 (expected: 1)",
                "format=2|format 2 (expected: 1; a newer program wrote it)",
                "address.tern=nowhere|address 'tern': 'nowhere' (expected: host:port",
                "address.tern=h%3A0|'h:0' (expected: host:port",
                "address.tern=h%3A65536|'h:65536' (expected: host:port",
                "address.tern=h%3A1%2F..|'h:1/..' (expected: host:port",
                "address.tern=%3A%3A1%3A20880|'::1:20880' (expected: host:port",
                "weight=1000000|weight: 1000000 (expected: 0 to 10000)",
                "service=only,three,parts|3 parts (expected: name,group,version,hash)",
                "service=a,b,c,xyz|service=a,b,c,xyz",
                "zone=%zz|zone=%zz",
                "address.%=x|address.%=x",
                "no equals sign|'no equals sign': no '=' (expected: key=value)"
            })
    void parse_hostileLine_isRefusedByAMessageThatNamesIt(String line, String message) {
        String text = "id=a\napplication=b\n" + line + "\n";

        assertThatThrownBy(() -> Instance.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void parse_nothing_isRefused() {
        assertThatThrownBy(() -> Instance.parse("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void parse_textThatIsTooMuch_isRefusedByAShortMessage() {
        String start = "id=a\napplication=b\n";
        String tags = IntStream.range(0, 101).mapToObj(String::valueOf).collect(Collectors.joining(","));
        Map<String, String> texts = Map.of(
                "instance text of 65537 characters (expected: at most 65536)", "x".repeat(65_537),
                "1001 services (expected: at most 1000)", start + "service=s,,,0\n".repeat(1_001),
                "101 tags (expected: at most 100)", start + "tags=" + tags,
                "21 addresses (expected: at most 20)",
                        start
                                + IntStream.range(0, 21)
                                        .mapToObj(i -> "address." + i + "=h%3A1\n")
                                        .collect(Collectors.joining()),
                "has 501 characters (expected: at most 500)", start + "zone=" + "z".repeat(501),
                "(expected: 1 to 200 letters", "id=" + "x".repeat(60_000),
                "no '=' (expected: key=value)", "x".repeat(60_000),
                "(expected: host:port", start + "address.tern=" + "h".repeat(490),
                "instance line 'weight=111", start + "weight=" + "1".repeat(60_000));

        texts.forEach((message, text) -> assertThatThrownBy(() -> Instance.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .message()
                .hasSizeLessThan(400));
    }

    /** Bytes of a right text changed, cut out and doubled at random. */
    @Test
    void parse_spoiltTexts_areReadOrRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(FULL.format());
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, "=,%\n.0-\u0000\uffff".charAt(random.nextInt(9)));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                }
            }
            try {
                Instance read = Instance.parse(text.toString());
                assertThat(Instance.parse(read.format())).isEqualTo(read);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).isNotEmpty().hasSizeLessThan(400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"h:1", "10.0.0.7:20880", "my_host-1.example:65535", "[::1]:1", "[fe80::1%eth0]:20880", "h:00080"
            })
    void address_ofHostAndPort_isTaken(String address) {
        assertThat(Instance.of("a", "b", address, List.of()).addresses()).containsValue(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "h",
                "h:",
                ":1",
                "h:0",
                "h:65536",
                "h:000001",
                "h:+1",
                "h:1 ",
                "h/x:1",
                "[]:1",
                "[:1",
                "[::1:1",
                "[h/]:1",
                "::1:1",
                "ä:1",
                "h:١"
            })
    void address_ofAnotherForm_isRefused(String address) {
        assertThatThrownBy(() -> Instance.of("a", "b", address, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + address + "' (expected: host:port");
    }

    @Test
    void checkName_upTo200Characters_isTaken() {
        Instance.checkName("id", "x".repeat(200));
        assertThatThrownBy(() -> Instance.checkName("id", "x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withReady_changesNothingElse() {
        assertThat(FULL.withReady(true).withReady(false)).isEqualTo(FULL);
        assertThat(FULL.withReady(true).ready()).isTrue();
    }

    // ---------------------------------------------------------------- RegistryUri

    @ParameterizedTest
    @ValueSource(strings = {"zk://me:secret@h:1?a", "zk://me:secret@h:1?a=1&a=1", "://me:secret@h:1"})
    void registryUri_thatIsWrongAndHoldsAPassword_isRefusedWithoutIt(String text) {
        assertThatThrownBy(() -> RegistryUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }

    @Test
    void registryUri_parsed_partsAndText() {
        RegistryUri uri = RegistryUri.parse("ZK://a:1,b:2/shop/eu");

        assertThat(uri).isEqualTo(new RegistryUri("zk", "a:1,b:2", "/shop/eu"));
        assertThat(uri).hasToString("zk://a:1,b:2/shop/eu");
        assertThat(RegistryUri.parse("zk://me:secret@h:1/shop?a=b")).hasToString("zk://...@h:1/shop?a=b");
        assertThat(RegistryUri.parse("file:/shop@eu/a")).hasToString("file:/shop@eu/a");
        assertThat(RegistryUri.parse("static://h:1/").path()).isEmpty();
        assertThat(RegistryUri.parse("memory://x")).isEqualTo(new RegistryUri("memory", "x", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "127.0.0.1:2181", "zk:127.0.0.1", "://host", "zk"})
    void registryUri_ofAnotherForm_isRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> RegistryUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' (expected: scheme://address");
    }

    @Test
    void registryUri_withoutHost_hasAPath() {
        RegistryUri uri = RegistryUri.parse("file:/etc/shop/providers");

        assertThat(uri).isEqualTo(new RegistryUri("file", "", "/etc/shop/providers"));
        assertThat(uri).isEqualTo(RegistryUri.parse("file:///etc/shop/providers"));
        assertThat(uri).hasToString("file:/etc/shop/providers");
    }

    @Test
    void registryUri_parameters_areReadAndWrittenInOrder() {
        RegistryUri uri = RegistryUri.parse("zk://h:1/shop?b=2&a=x=y");

        assertThat(uri.path()).isEqualTo("/shop");
        assertThat(uri.parameters()).containsOnly(Map.entry("a", "x=y"), Map.entry("b", "2"));
        assertThat(uri).hasToString("zk://h:1/shop?a=x=y&b=2");
        uri.checkParameters(Set.of("a", "b", "c"));
    }

    @Test
    void registryUri_parameterThatIsNotKnown_isRefusedWithThoseThatAre() {
        RegistryUri uri = RegistryUri.parse("zk://h:1?acl=open");

        assertThatThrownBy(() -> uri.checkParameters(Set.of("credentials", "access")))
                .hasMessage("registry: 'zk://h:1?acl=open': parameter 'acl' (expected: one of [access, credentials])");
        assertThatThrownBy(() -> uri.checkParameters(Set.of()))
                .hasMessage("registry: 'zk://h:1?acl=open': parameter 'acl' (expected: none)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zk://h:1?", "zk://h:1?a", "zk://h:1?=b", "zk://h:1?a=1&a=2", "zk://h:1?a=1&"})
    void registryUri_parametersOfAnotherForm_areRefused(String text) {
        assertThatThrownBy(() -> RegistryUri.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("registry: '" + text + "': parameter '");
    }
}
