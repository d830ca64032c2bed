package dev.tern.rpc.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.contract.ContractMethod.Kind;
import dev.tern.rpc.contract.ContractMethod.Parameter;
import dev.tern.rpc.contract.ContractStruct.Property;
import dev.tern.rpc.contract.ContractType.Array;
import dev.tern.rpc.contract.ContractType.Basic;
import dev.tern.rpc.contract.ContractType.Container;
import dev.tern.rpc.contract.ContractType.Named;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ContractTest {

    private static final ContractType LONG = new Basic("long");
    private static final ContractType INT = new Basic("int");
    private static final ContractType TEXT = new Basic("java.lang.String");
    private static final ContractType ORDER = new Named("dev.shop.Order");
    private static final ContractType ORDERS = new Container("java.util.List", List.of(ORDER));

    private static final ContractMethod GET = new ContractMethod(
            "get(long)",
            Kind.UNARY,
            ORDER,
            List.of(new Parameter("id", LONG)),
            List.of("dev.shop.Gone", "dev.shop.Bad"));
    private static final ContractMethod VIEWED = new ContractMethod(
            "viewed(long,long[])",
            Kind.ONE_WAY,
            ContractType.VOID,
            List.of(new Parameter("id", LONG), new Parameter("others", new Array(LONG))),
            List.of());
    private static final ContractStruct ORDER_STRUCT = new ContractStruct(
            "dev.shop.Order",
            List.of(
                    new Property("id", LONG),
                    new Property("customer", TEXT),
                    new Property("state", new Named("dev.shop.State"))));
    private static final ContractStruct GONE = new ContractStruct("dev.shop.Gone", List.of());
    private static final ContractEnum STATE = ContractEnum.of("dev.shop.State", List.of("PAID", "OPEN"));

    private static Contract contract() {
        return new Contract("orders", List.of(VIEWED, GET), List.of(ORDER_STRUCT, GONE), List.of(STATE));
    }

    @Test
    void canonicalText_ofAContract_isSorted() {
        assertThat(contract().canonical()).isEqualTo("""
                        method get(long)
                          unary dev.shop.Order
                          parameter long
                          throws dev.shop.Bad
                          throws dev.shop.Gone
                        method viewed(long,long[])
                          one-way void
                          parameter long
                          parameter long[]
                        struct dev.shop.Gone
                        struct dev.shop.Order
                          customer java.lang.String
                          id long
                          state dev.shop.State
                        enum dev.shop.State
                          OPEN
                          PAID
                        """);
    }

    @Test
    void hash_ofAContract_isTheFirstEightBytesOfItsSha256() {
        Contract contract = new Contract(
                "x",
                List.of(new ContractMethod("ping()", Kind.UNARY, ContractType.VOID, List.of(), List.of())),
                List.of(),
                List.of());
        assertThat(contract.canonical()).isEqualTo("method ping()\n  unary void\n");
        assertThat(contract.hash()).isEqualTo(0x3ea79d4ccb9220e9L);
    }

    @Test
    void contract_declaredInAnotherOrder_isTheSame() {
        ContractStruct shuffled = new ContractStruct(
                "dev.shop.Order",
                List.of(
                        new Property("state", new Named("dev.shop.State")),
                        new Property("customer", TEXT),
                        new Property("id", LONG)));
        ContractMethod get = new ContractMethod(
                "get(long)",
                Kind.UNARY,
                ORDER,
                List.of(new Parameter("id", LONG)),
                List.of("dev.shop.Bad", "dev.shop.Gone"));
        Contract other = new Contract(
                "orders",
                List.of(get, VIEWED),
                List.of(GONE, shuffled),
                List.of(ContractEnum.of("dev.shop.State", List.of("OPEN", "PAID"))));
        assertThat(other).isEqualTo(contract());
        assertThat(other.hash()).isEqualTo(contract().hash());
    }

    @Test
    void hash_withOtherNamesOfServiceAndParameters_isTheSame() {
        ContractMethod renamed = new ContractMethod(
                "get(long)", Kind.UNARY, ORDER, List.of(new Parameter("key", LONG)), GET.exceptions());
        Contract other = new Contract(
                "other",
                List.of(VIEWED, renamed),
                contract().structs(),
                contract().enums());
        assertThat(other.hash()).isEqualTo(contract().hash());
    }

    @Test
    void hash_afterAnyChange_isAnother() {
        Map<String, Contract> changes = new TreeMap<>();
        changes.put("method added", methods(GET, VIEWED, method("ping()", Kind.UNARY, ContractType.VOID)));
        changes.put("method removed", methods(GET));
        changes.put("method renamed", methods(VIEWED, method("find(long)", Kind.UNARY, ORDER, LONG)));
        changes.put("result", methods(VIEWED, method("get(long)", Kind.UNARY, ORDERS, LONG)));
        changes.put("parameter", methods(VIEWED, method("get(long)", Kind.UNARY, ORDER, INT)));
        changes.put("kind", methods(GET, method("viewed(long,long[])", Kind.UNARY, ContractType.VOID, LONG)));
        changes.put("exception", methods(VIEWED, method("get(long)", Kind.UNARY, ORDER, LONG)));
        changes.put("property added", struct(ORDER_STRUCT.properties(), new Property("total", LONG)));
        changes.put("property removed", struct(ORDER_STRUCT.properties().subList(0, 2)));
        changes.put("property renamed", struct(ORDER_STRUCT.properties().subList(0, 2), new Property("s", TEXT)));
        changes.put("property type", struct(ORDER_STRUCT.properties().subList(0, 2), new Property("state", TEXT)));
        changes.put("constant added", constants("OPEN", "PAID", "SENT"));
        changes.put("constant removed", constants("OPEN"));
        changes.put("constant renamed", constants("OPEN", "SETTLED"));
        assertThat(changes.values().stream().map(Contract::hash))
                .doesNotHaveDuplicates()
                .doesNotContain(contract().hash());
    }

    @Test
    void type_ofEachKind_spellsItselfAsInJava() {
        assertThat(new Container("java.util.Map", List.of(TEXT, new Array(ORDERS))))
                .hasToString("java.util.Map<java.lang.String,java.util.List<dev.shop.Order>[]>");
    }

    private static ContractMethod method(String signature, Kind kind, ContractType result, ContractType... parameters) {
        return new ContractMethod(
                signature,
                kind,
                result,
                List.of(parameters).stream()
                        .map(type -> new Parameter("p", type))
                        .toList(),
                List.of());
    }

    private static Contract methods(ContractMethod... methods) {
        return new Contract(
                "orders", List.of(methods), contract().structs(), contract().enums());
    }

    private static Contract struct(List<Property> properties, Property... more) {
        List<Property> all = new java.util.ArrayList<>(properties);
        all.addAll(List.of(more));
        return new Contract(
                "orders",
                contract().methods(),
                List.of(GONE, new ContractStruct("dev.shop.Order", all)),
                contract().enums());
    }

    private static Contract constants(String... constants) {
        return new Contract(
                "orders",
                contract().methods(),
                contract().structs(),
                List.of(ContractEnum.of("dev.shop.State", List.of(constants))));
    }
}
