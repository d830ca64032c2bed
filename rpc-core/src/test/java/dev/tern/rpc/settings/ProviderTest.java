package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** The settings of a provider, from sources that are for a consumer too. */
class ProviderTest {

    private static final String MAX = "server.bulkhead.maxConcurrent";

    private final FakeSource file = new FakeSource("file");

    private Settings.Builder builder() {
        return Settings.builder(Filter.Side.SERVER).source(file);
    }

    private static CodeValue marked(String method, String value) {
        return new CodeValue(method, PolicySetting.SERVER_BULKHEAD_MAX_CONCURRENT, value, "@Bulkhead of shop.Orders");
    }

    private static MethodPolicy get(ServiceSettings settings) {
        return settings.service().methods().get(0).policy();
    }

    @Test
    void limit_saidEverywhere_isTheStrongestOnesAndExplained() {
        file.put("tern.shop.OrderService." + MAX, "4").put("tern." + MAX, "5");
        Properties properties = new Properties();
        properties.setProperty("tern.shop.OrderService." + MAX, "2");
        Settings settings = builder()
                .set(MAX, "6")
                .environment(Map.of("TERN_SHOP_ORDERSERVICE_SERVER_BULKHEAD_MAXCONCURRENT", "3"))
                .systemProperties(properties)
                .build("orders");
        List<CodeValue> marks = List.of(marked(null, "7"), marked("place(NewOrder)", "8"));
        ServiceSettings orders = settings.of(Shop.SERVICE, marks);

        assertThat(get(orders).serverBulkhead()).isEqualTo(2);
        assertThat(orders.service().methods().get(1).policy().serverBulkhead()).isEqualTo(8);
        assertThat(settings.explain("shop.OrderService#get")
                        .lines()
                        .map(line -> line.strip().replaceAll(" +", " ")))
                .contains(MAX + " = 2 system property (tern.shop.OrderService." + MAX + "), over environment"
                        + " (TERN_SHOP_ORDERSERVICE_SERVER_BULKHEAD_MAXCONCURRENT) 3, file (tern.shop.OrderService."
                        + MAX
                        + ") 4, @Bulkhead of shop.Orders 7, file (tern." + MAX + ") 5, code 6, default nothing")
                .noneMatch(line -> line.startsWith("deadline"));
    }

    @Test
    void sides_ofOneFile_followTheirOwn() {
        file.put("tern.bulkhead.maxConcurrent", "3")
                .put("tern." + MAX, "9")
                .put("tern.loadBalance", "notHere")
                .put("tern.shop.OrderService#gone.deadline", "1s");
        ServiceSettings provided = builder().build("orders").of(Shop.SERVICE, List.of());

        assertThat(get(provided).serverBulkhead()).isEqualTo(9);
        assertThat(get(provided).bulkhead()).isZero();

        file.remove("tern.loadBalance").remove("tern.shop.OrderService#gone.deadline");
        ServiceSettings referred =
                Settings.builder().source(file).build("orders").of(Shop.SERVICE, List.of());
        assertThat(get(referred).serverBulkhead()).isZero();
        assertThat(get(referred).bulkhead()).isEqualTo(3);
    }

    @Test
    void build_mistakesAboutServicesThatAreProvided_areToldAtOnce() {
        file.put("tern.server.maxConcurrentCalls", "none")
                .put("tern.shop.OrderService.server.maxConcurrentCalls", "5")
                .put("tern.shop.OrderService#got." + MAX, "5")
                .put("tern.server.rateLimit.permits", "2000000")
                .put("tern.server.rateLimit.period", "1ms");
        Settings.Builder builder = builder()
                .environment(Map.of("TERN_SHOP_ORDERSERVICE_SERVER_MAXCONCURRENTCALLS", "5"))
                .expect(Shop.SERVICE, List.of(marked(null, "0")));

        assertThatThrownBy(() -> builder.build("orders"))
                .hasMessageStartingWith("settings: 6 errors")
                .hasMessageContaining("file: tern.server.maxConcurrentCalls = none (expected: a whole number")
                .hasMessageContaining(
                        "file: tern.shop.OrderService.server.maxConcurrentCalls = 5 (expected: no service, all"
                                + " services of a program share it: tern.server.maxConcurrentCalls)")
                .hasMessageContaining("file: tern.shop.OrderService#got." + MAX + " = 5 (expected: a method of")
                .hasMessageContaining(
                        "file: tern.server.rateLimit.permits = 2000000 (expected: at most one in a nanosecond")
                .hasMessageContaining("environment: TERN_SHOP_ORDERSERVICE_SERVER_MAXCONCURRENTCALLS = 5")
                .hasMessageContaining(
                        "@Bulkhead of shop.Orders: tern.shop.OrderService." + MAX + " = 0 (expected: a whole");
    }

    @Test
    void change_ofAConsumersSetting_isNotToldToAProvider() {
        List<MethodDescriptor> told = new ArrayList<>();
        Settings settings = builder().build("orders");
        settings.start();
        settings.of(Shop.SERVICE, List.of()).listen(told::add);
        file.put("tern.deadline", "2s").tell();
        assertThat(told).isEmpty();

        file.put("tern.server.maxConcurrentCalls", "5").tell();
        assertThat(told).hasSize(3).allMatch(method -> method.policy().serverMaxConcurrentCalls() == 5);
    }

    @Test
    void period_withoutPermits_isExplainedToBeWithoutEffect() {
        file.put("tern.server.rateLimit.period", "5s");
        Settings settings = builder().build("orders");
        settings.of(Shop.SERVICE, List.of());

        assertThat(settings.explain("shop.OrderService#get"))
                .contains("default 1s; without effect: nobody sets server.rateLimit.permits");
    }
}
