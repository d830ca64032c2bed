package dev.tern.rpc.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.codec.types.Everything;
import dev.tern.rpc.codec.types.Pages;
import dev.tern.rpc.contract.Contract;
import dev.tern.rpc.contract.ContractMethod;
import dev.tern.rpc.contract.ContractStruct;
import dev.tern.rpc.contract.ContractText;
import dev.tern.rpc.contract.ContractType.Named;
import dev.tern.rpc.contract.Plan;
import dev.tern.rpc.contract.Resolution;
import dev.tern.rpc.io.DecodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any body is read into maps, and written from maps, from its contract alone. */
class MapTargetTest {

    static Stream<Samples.Sample<?>> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void body_readIntoMapsAndWrittenFromThem_isTheSame(Samples.Sample<?> sample) {
        Captured call = Captured.generated(sample);
        ContractCodec maps = maps(sample.contract());
        int method = call.method().number();
        byte[] body = call.body();
        Object[] values = Captured.read(maps.argumentsReader(method), body);
        assertThat(Captured.write(maps.argumentsWriter(method), values)).isEqualTo(body);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void body_cutAnywhere_isRefused(Samples.Sample<?> sample) {
        Captured call = Captured.generated(sample);
        var reader = maps(sample.contract()).argumentsReader(call.method().number());
        byte[] body = call.body();
        for (int length = 0; length < Math.min(body.length, 2000); length++) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> Captured.read(reader, cut)).isInstanceOf(DecodingException.class);
        }
    }

    @Test
    void struct_inMaps_hasItsPropertiesByName() {
        Pages.Order order = new Pages.Order(3);
        Captured call = Captured.generated(new Samples.Sample<>(
                Pages.class,
                "",
                stub -> stub.orders(new Pages.Page<>(
                        List.of(order),
                        Optional.empty(),
                        null,
                        Map.of(order, new Pages.Page<>(null, null, null, null, 0)),
                        1))));
        Object[] values =
                Captured.read(maps(Pages.class).argumentsReader(call.method().number()), call.body());
        Map<String, Object> inner = new java.util.HashMap<>();
        List.of("array", "first", "items", "more").forEach(name -> inner.put(name, null));
        inner.put("total", 0);
        Map<String, Object> page = new java.util.HashMap<>();
        page.put("array", null);
        page.put("first", Optional.empty());
        page.put("items", List.of(Map.of("id", 3L)));
        page.put("more", Map.of(Map.of("id", 3L), inner));
        page.put("total", 1);
        assertThat(values).containsExactly(page);
    }

    @Test
    void contract_ofAnotherVersion_isReadIntoMapsByItsPlan() {
        Contract old = ContractText.parse(String.join(
                "\n",
                "# tern-contract \"1\"",
                "# service \"shop\"",
                "method place(Order)",
                "  unary void",
                "  parameter shop.Order",
                "struct shop.Order",
                "  gone shop.Tree",
                "  id int",
                "  state shop.State",
                "struct shop.Tree",
                "  children java.util.List<shop.Tree>",
                "enum shop.State",
                "  NEW",
                "  OPEN",
                ""));
        Contract now = ContractText.parse(String.join(
                        "\n",
                        "# tern-contract \"1\"",
                        "# service \"shop\"",
                        "method place(Order)",
                        "  unary void",
                        "  parameter shop.Order",
                        "struct shop.Order",
                        "  day java.time.LocalDate",
                        "    # default \"2026-11-22\"",
                        "  id long",
                        "  lines java.util.List<int>",
                        "  note java.lang.String",
                        "  state shop.State",
                        "  then shop.State",
                        "    # default \"OPEN\"",
                        "enum shop.State",
                        "  OPEN",
                        "  UNKNOWN",
                        "    # unknown \"\"",
                        "")
                .replace("java.util.List<int>", "java.util.List<java.lang.Integer>"));
        ContractCodec writer = ContractCodec.of(old, new MapTarget());
        ContractCodec reader = ContractCodec.of(now, new MapTarget());
        Map<String, Object> tree = Map.of("children", List.of(Map.of("children", List.of())));
        byte[] body =
                Captured.write(writer.argumentsWriter(0), new Object[] {Map.of("gone", tree, "id", 7, "state", "NEW")});
        var method = Resolution.of(old, now).methods().get(0);
        assertThat(method.problem()).isNull();
        Map<?, ?> order = (Map<?, ?>) Captured.read(reader.argumentsReader(0, method.arguments()), body)[0];
        assertThat(order.get("id")).isEqualTo(7L);
        assertThat(order.get("state")).isEqualTo("UNKNOWN");
        assertThat(order.get("then")).isEqualTo("OPEN");
        assertThat(order.get("day")).isEqualTo(java.time.LocalDate.of(2026, 11, 22));
        assertThat(order.get("lines")).isEqualTo(List.of());
        assertThat(order.get("note")).isNull();
    }

    @Test
    void tree_deeperThanAllowed_isRefusedOnBothSides() {
        ContractCodec maps = maps(Everything.class);
        int method = Captured.service(Everything.class).methods().stream()
                .filter(each -> each.name().equals("tree"))
                .findFirst()
                .orElseThrow()
                .number();
        Map<String, Object> tree = null;
        for (int i = 0; i < 65; i++) {
            Map<String, Object> next = new java.util.HashMap<>();
            next.put("twin", tree);
            tree = next;
        }
        Object[] arguments = {tree};
        assertThatThrownBy(() -> Captured.write(maps.argumentsWriter(method), arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("depth");
        byte[] body = new byte[100];
        Arrays.fill(body, (byte) 4); // a twin in a twin in a twin
        body[0] = 1;
        assertThatThrownBy(() -> Captured.read(maps.argumentsReader(method), body))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("depth");
    }

    @Test
    void types_ofAnotherContractInALongChain_makeTheirReadersWithoutOverflow() {
        ContractMethod method =
                new ContractMethod("get()", ContractMethod.Kind.UNARY, new Named("Node"), List.of(), List.of());
        Contract ours = new Contract("s", List.of(method), List.of(node("Node", "Node")), List.of());
        List<ContractStruct> chain = new ArrayList<>(List.of(node("Node", "N0")));
        for (int i = 0; i < 20_000; i++) {
            chain.add(node("N" + i, i == 19_999 ? "Node" : "N" + (i + 1)));
        }
        Contract theirs = new Contract("s", List.of(method), chain, List.of());
        Plan plan = Resolution.of(ours, theirs).methods().get(0).result();
        byte[] threeDeep = {1, 1, 1, 0};
        assertThat(Captured.read(ContractCodec.of(ours, new MapTarget()).resultReader(0, plan), threeDeep))
                .hasToString("{next={next={next=null}}}");
    }

    private static ContractStruct node(String name, String next) {
        return new ContractStruct(name, List.of(new ContractStruct.Property("next", new Named(next))));
    }

    private static ContractCodec maps(Class<?> contract) {
        return ContractCodec.of(Captured.service(contract).contract().get(), new MapTarget());
    }
}
