package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.ServiceDescriptor;
import dev.tern.rpc.kernel.SettingsSource;
import dev.tern.rpc.support.Logs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources at start: what they come to, what is told of their mistakes, and how a value is explained. */
class SettingsTest {

    private final FakeSource file = new FakeSource("file /etc/shop.properties");

    private static MethodPolicy policy(ServiceSettings settings, int number) {
        return settings.service().methods().get(number).policy();
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }

    @Test
    void build_severalMistakes_tellsThemAllAtOnce() {
        file.put("tern.deadline", "soon")
                .put("tern.deadlin", "1s")
                .put("server.port", "80")
                .put("tern.never.Referred#to.retry.maxAttempts", "9");
        Settings.Builder builder = Settings.builder()
                .set(PolicySetting.RETRY_JITTER, "2")
                .set("retry.backof", "10ms")
                .source(file)
                .file(Path.of("/nowhere/shop.properties"))
                .environment(Map.of("TERN_HEDGE_DELAY", "0.5ms", "TERN_APPLICATION_WEB_SLOWSTART", "x"))
                .systemProperties(properties("tern.circuitBreaker.enabled", "yes"));

        assertThatThrownBy(() -> builder.build("web"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        settings: 10 errors
                          code: retry.backof = 10ms (expected: the name of a setting; did you mean retry.backoff?)
                          file /nowhere/shop.properties is not there (expected: a properties file in UTF-8, there at start)
                          code: tern.retry.jitter = 2 (expected: a number, 0.0 to 1.0)
                          file /etc/shop.properties: server.port = 80 (expected: a name that begins with tern.)
                          file /etc/shop.properties: tern.deadlin = 1s (expected: the name of a setting at the end; did you mean tern.deadline?)
                          file /etc/shop.properties: tern.deadline = soon (expected: a whole number and one of the units ms, s, m, h, 1ms to 24h)
                          file /etc/shop.properties: tern.never.Referred#to.retry.maxAttempts = 9 (expected: a whole number, 1 to 5)
                          environment: TERN_HEDGE_DELAY = 0.5ms (expected: a whole number and one of the units ms, s, m, h, 0ms to 24h)
                          environment: TERN_APPLICATION_WEB_SLOWSTART = x (expected: a whole number and one of the units ms, s, m, h, 0ms to 1h)
                          system property: tern.circuitBreaker.enabled = yes (expected: true or false)""");
    }

    @Test
    void of_severalMistakesOfAService_tellsThemAllAtOnce() {
        file.put("tern.shop.OrderService#got.deadline", "1s")
                .put("tern.shop.OrderService#place.deadline", "1s")
                .put("tern.shop.OrderService#place(NewOrder).retry.maxAttempts", "2")
                .put("tern.shop.OrderService#place(NewOrder).hedge.delay", "2ms")
                .put("tern.shop.OrderService#get.slowStart", "1s")
                .put("tern.shop.OrderService#get.deadline", "1s")
                .put("tern.shop.OrderService#get(long).deadline", "2s");
        Settings settings = Settings.builder()
                .source(file)
                .environment(
                        Map.of("TERN_SHOP_ORDERSERVICE_SLOWSTART", "x", "TERN_SHOP_ORDERSERVICE_PLACE_DEADLINE", "1s"))
                .build("web");
        List<CodeValue> code = List.of(
                new CodeValue("swap", PolicySetting.DEADLINE, "1s"),
                new CodeValue(null, PolicySetting.DEADLINE, "0.5ms"));

        assertThatThrownBy(() -> settings.of(Shop.SERVICE, code))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        settings: 10 errors
                          code: tern.shop.OrderService.deadline = 0.5ms (expected: a whole number and one of the units ms, s, m, h, 1ms to 24h)
                          code: tern.shop.OrderService#swap.deadline = 1s (expected: a method of shop.OrderService: [get(long), place(NewOrder), place(NewOrder,long)])
                          file /etc/shop.properties: tern.shop.OrderService#get.deadline = 1s (expected: one name for it in one source; it is also set by tern.shop.OrderService#get(long).deadline)
                          file /etc/shop.properties: tern.shop.OrderService#get.slowStart = 1s (expected: no method, all methods of a service share it: tern.shop.OrderService.slowStart)
                          file /etc/shop.properties: tern.shop.OrderService#got.deadline = 1s (expected: a method of shop.OrderService: [get(long), place(NewOrder), place(NewOrder,long)])
                          file /etc/shop.properties: tern.shop.OrderService#place(NewOrder).hedge.delay = 2ms (expected: an idempotent method: @Idempotent in the contract; no setting can make a method be called twice)
                          file /etc/shop.properties: tern.shop.OrderService#place(NewOrder).retry.maxAttempts = 2 (expected: an idempotent method: @Idempotent in the contract; no setting can make a method be called twice)
                          file /etc/shop.properties: tern.shop.OrderService#place.deadline = 1s (expected: one of the overloads with its parameter types: [place(NewOrder), place(NewOrder,long)])
                          environment: TERN_SHOP_ORDERSERVICE_SLOWSTART = x (expected: a whole number and one of the units ms, s, m, h, 0ms to 1h)
                          environment: TERN_SHOP_ORDERSERVICE_PLACE_DEADLINE = 1s (expected: one of the overloads with its parameter types: [place(NewOrder), place(NewOrder,long)])""");
    }

    @Test
    void of_aServiceThatWasRefused_leavesNothingBehind() {
        Settings settings = Settings.builder().build("web");
        assertThatThrownBy(
                () -> settings.of(Shop.SERVICE, List.of(new CodeValue("swap", PolicySetting.DEADLINE, "1s"))));

        assertThatThrownBy(() -> settings.explain(Shop.NAME)).hasMessageContaining("of []");
    }

    @Test
    void overload_withItsParameterTypes_isTheOnlyOneSet() {
        file.put("tern.shop.OrderService#place(NewOrder,long).deadline", "7s");
        ServiceSettings settings = Settings.builder().source(file).build("web").of(Shop.SERVICE, List.of());

        assertThat(policy(settings, 2).deadline()).isEqualTo(Duration.ofSeconds(7));
        assertThat(policy(settings, 1).deadline()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void settingOfAnotherApplicationOrService_hasNoEffect() {
        file.put("tern.application.batch.deadline", "7s").put("tern.shop.OrderServices.deadline", "8s");
        ServiceSettings settings = Settings.builder().source(file).build("web").of(Shop.SERVICE, List.of());

        assertThat(policy(settings, 0)).isEqualTo(Shop.SERVICE.methods().get(0).policy());
    }

    @Test
    void retries_setForEverything_reachIdempotentMethodsOnly() {
        file.put("tern.retry.maxAttempts", "5").put("tern.hedge.delay", "5ms");
        ServiceSettings settings = Settings.builder().source(file).build("web").of(Shop.SERVICE, List.of());

        assertThat(policy(settings, 0).retry().maxAttempts()).isEqualTo(5);
        assertThat(policy(settings, 0).hedge()).isNotNull();
        assertThat(policy(settings, 1)).isEqualTo(MethodPolicy.STANDARD);
    }

    /** What a busy provider refused is sent again whatever the method, out of the budget. */
    @Test
    void retryBudget_setForEverythingOrAMethod_reachesMethodsThatAreNotIdempotent() {
        file.put("tern.retry.budgetRatio", "0")
                .put("tern.shop.OrderService#place(NewOrder).retry.budgetPerSecond", "0");
        ServiceSettings settings = Settings.builder().source(file).build("web").of(Shop.SERVICE, List.of());

        assertThat(policy(settings, 1).retry().budgetRatio()).isZero();
        assertThat(policy(settings, 1).retry().budgetPerSecond()).isZero();
        assertThat(policy(settings, 0).retry().budgetPerSecond()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "TERN_DEADLINE, tern.deadline",
        "TERN_APPLICATION_WEB_EU_1_RETRY_MAXATTEMPTS, tern.application.web.eu-1.retry.maxAttempts",
        "TERN_SHOP_ORDERSERVICE_RETRY_MAXATTEMPTS, tern.shop.OrderService.retry.maxAttempts",
        "TERN_SHOP_ORDERSERVICE_GET_RETRY_MAXATTEMPTS, tern.shop.OrderService#get.retry.maxAttempts",
        "TERN_SHOP_ORDERSERVICE_PLACE_NEWORDER_LONG__DEADLINE, 'tern.shop.OrderService#place(NewOrder,long).deadline'",
    })
    void variable_ofEachLevel_isTheNameInUpperCase(String variable, String name) {
        assertThat(EnvironmentLayer.variable(SettingName.parse(name))).isEqualTo(variable);
    }

    @Test
    void environment_ofMethodsAndOverloads_isFound() {
        ServiceSettings settings = Settings.builder()
                .environment(Map.of(
                        "TERN_SHOP_ORDERSERVICE_GET_RETRY_MAXATTEMPTS", "4",
                        "TERN_SHOP_ORDERSERVICE_PLACE_NEWORDER__DEADLINE", "9s",
                        "TERN_SHOP_ORDERSERVICE_DEADLINE", "8s"))
                .build("web")
                .of(Shop.SERVICE, List.of());

        assertThat(policy(settings, 0).retry().maxAttempts()).isEqualTo(4);
        assertThat(policy(settings, 1).deadline()).isEqualTo(Duration.ofSeconds(9));
        assertThat(policy(settings, 2).deadline()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void environment_oneVariableForTwoMethods_isAnError() {
        ServiceDescriptor twins =
                Shop.of(Shop.method(0, "GET()", MethodPolicy.STANDARD), Shop.method(1, "get()", MethodPolicy.STANDARD));
        Settings settings = Settings.builder()
                .environment(Map.of("TERN_SHOP_ORDERSERVICE_GET_DEADLINE", "1s"))
                .build("web");

        assertThatThrownBy(() -> settings.of(twins, List.of()))
                .hasMessageContaining(
                        "a variable that means one thing; it means tern.shop.OrderService#GET.deadline and"
                                + " tern.shop.OrderService#get.deadline");
    }

    @Test
    void unknownNames_inPlacesSharedWithOthers_areWarnedOfOnceEach() {
        try (Logs logs = Logs.of("dev.tern.rpc.settings")) {
            Settings settings = Settings.builder()
                    .environment(Map.of("TERN_HOME", "/opt", "TERN_SHOP_X_DEADLINE", "soon", "PATH", "/bin"))
                    .systemProperties(properties("tern.home", "/opt", "tern.deadlin", "1s", "java.home", "/jdk"))
                    .build("web");
            settings.start();
            settings.of(Shop.SERVICE, List.of());

            assertThat(logs.warnings())
                    .containsExactlyInAnyOrder(
                            "environment: TERN_HOME is no setting of Tern's (expected: the name of one at the end)",
                            "system property: tern.home is no setting of Tern's (expected: the name of a setting at the end)",
                            "system property: tern.deadlin is no setting of Tern's (expected: the name of a setting at the"
                                    + " end; did you mean tern.deadline?)");
        }
    }

    @Test
    void explain_tellsEachValueItsSourceAndWhatItOverrode() {
        file.put("tern.shop.OrderService#get.deadline", "200ms").put("tern.retry.maxAttempts", "4");
        Settings settings = Settings.builder()
                .source(file)
                .set(PolicySetting.DEADLINE, "900ms")
                .environment(Map.of("TERN_DEADLINE", "800ms"))
                .build("web");
        settings.of(
                Shop.of(MethodPolicy.STANDARD
                        .asIdempotent()
                        .onService("deadline = 500ms")
                        .onMethod("retry.backoff = 5ms")),
                List.of(new CodeValue("get", PolicySetting.DEADLINE, "300ms")));

        assertThat(settings.explain("shop.OrderService#get").lines().limit(6))
                .containsExactly(
                        "shop.OrderService#get(long)",
                        line(
                                "deadline = 200ms",
                                "file /etc/shop.properties (tern.shop.OrderService#get.deadline), over code 300ms,"
                                        + " annotation of the type 500ms, environment (TERN_DEADLINE) 800ms, code 900ms, default 1s"),
                        line(
                                "retry.maxAttempts = 4",
                                "file /etc/shop.properties (tern.retry.maxAttempts), over default 3"),
                        line("retry.backoff = 5ms", "annotation, over default 20ms"),
                        line("retry.maxBackoff = 500ms", "default"),
                        line("retry.multiplier = 2", "default"));
        assertThat(settings.explain("shop.OrderService#get"))
                .contains("\n" + line("retry.perAttempt = nothing", "default") + "\n");
        assertThat(settings.explain("shop.OrderService#place(NewOrder)"))
                .contains(line(
                        "retry.maxAttempts = 4",
                        "file /etc/shop.properties (tern.retry.maxAttempts), over default 3;"
                                + " without effect: the method is not @Idempotent"));
    }

    private static String line(String value, String origin) {
        return "  " + value
                + " ".repeat("outlierDetection.successRateRequestVolume = 100".length() + 2 - value.length()) + origin;
    }

    @Test
    void explain_aService_hasAllItsMethodsAndEverySetting() {
        Settings settings = Settings.builder().build("web");
        settings.of(Shop.SERVICE, List.of());

        assertThat(settings.explain("shop.OrderService").lines().filter(line -> !line.startsWith(" ")))
                .containsExactlyElementsOf(Shop.SERVICE.methods().stream()
                        .map(method -> "shop.OrderService#" + method.signature())
                        .toList());
        int consumers = (int) Arrays.stream(PolicySetting.values())
                .filter(setting -> setting.side() == Filter.Side.CLIENT)
                .count();
        assertThat(settings.explain("shop.OrderService#place(NewOrder,long)").lines())
                .hasSize(1 + consumers);
        assertThat(settings.explain("shop.OrderService#place").lines()).hasSize(2 * (1 + consumers));
    }

    @Test
    void explain_whatIsNotReferredTo_saysWhatIs() {
        Settings settings = Settings.builder().build("web");
        settings.of(Shop.SERVICE, List.of());

        assertThatThrownBy(() -> settings.explain("shop.OrderServices#get"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'shop.OrderServices#get'")
                .hasMessageContaining("of [shop.OrderService]");
    }

    @Test
    void explain_methodThatIsNotThere_saysWhichAre() {
        Settings settings = Settings.builder().build("web");
        settings.of(Shop.SERVICE, List.of());

        assertThatThrownBy(() -> settings.explain("shop.OrderService#got"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("explain: 'shop.OrderService#got' (expected: a method of shop.OrderService: [get(long),"
                        + " place(NewOrder), place(NewOrder,long)])");
    }

    @Test
    void environment_variablesOfTheServiceThatSetNothing_areErrorsUnlessTheyAreNoSettings() {
        Settings settings = Settings.builder()
                .environment(Map.of(
                        "TERN_SHOP_ORDERSERVICE_GTE_DEADLINE", "1s",
                        "TERN_SHOP_ORDERSERVICE_ABANDON_DEADLINE", "2s",
                        "TERN_SHOP_ORDERSERVICE_GET_DEADLIN", "3s",
                        "TERN_SHOP_ORDERSERVICE_SERVICE_HOST", "10.0.0.1",
                        "TERN_SHOP_ORDERSERVICES_GTE_DEADLINE", "4s",
                        "TERN_SHOP_ORDERSERVICE_GET_DEADLINE", "5s"))
                .build("web");

        String expected = " (expected: TERN_SHOP_ORDERSERVICE_, one of the methods [get(long), place(NewOrder),"
                + " place(NewOrder,long)] or nothing, and a setting";
        assertThatThrownBy(() -> settings.of(Shop.SERVICE, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settings: 3 errors"
                        + "\n  environment: TERN_SHOP_ORDERSERVICE_ABANDON_DEADLINE = 2s" + expected + ")"
                        + "\n  environment: TERN_SHOP_ORDERSERVICE_GET_DEADLIN = 3s" + expected
                        + "; did you mean TERN_SHOP_ORDERSERVICE_GET_DEADLINE?)"
                        + "\n  environment: TERN_SHOP_ORDERSERVICE_GTE_DEADLINE = 1s" + expected
                        + "; did you mean TERN_SHOP_ORDERSERVICE_GET_DEADLINE?)");
    }

    @Test
    void build_sourceThatCannotBeRead_isToldAmongTheOthers() {
        file.beforeValues = () -> {
            throw new IllegalStateException("no connection");
        };
        Settings.Builder builder =
                Settings.builder().set(PolicySetting.RETRY_JITTER, "2").source(file);

        assertThatThrownBy(() -> builder.build("web"))
                .hasMessage("settings: 2 errors"
                        + "\n  code: tern.retry.jitter = 2 (expected: a number, 0.0 to 1.0)"
                        + "\n  file /etc/shop.properties cannot be read: java.lang.IllegalStateException: no connection"
                        + " (expected: values that can be read at any time)");
    }

    @Test
    void policy_ofAMethodThatNobodySaysAnythingAbout_isTheContracts() {
        MethodDescriptor method = Shop.SERVICE.methods().get(0);
        ServiceSettings settings = Settings.builder().build("web").of(Shop.SERVICE, List.of());

        assertThat(settings.service().methods().get(0)).isSameAs(method);
    }

    // ---------------------------------------------------------------- what does not come to be

    @Test
    void build_refused_closesTheSources() {
        FakeSource wrong = new FakeSource("centre").put("tern.deadline", "soon");

        assertThatThrownBy(() -> Settings.builder().source(wrong).build("web"))
                .hasMessageContaining("tern.deadline = soon");
        assertThat(wrong.closed).isTrue();
    }

    @Test
    void build_sourceThatThrows_closesAllOfThemAndTellsWhatFailsInClosing() {
        FakeSource first = new FakeSource("centre");
        SettingsSource broken = new SettingsSource() {
            @Override
            public String name() {
                throw new IllegalStateException("no name");
            }

            @Override
            public Map<String, String> values() {
                return Map.of();
            }

            @Override
            public void close() {
                throw new IllegalStateException("not open");
            }
        };
        FakeSource last = new FakeSource("later");
        Settings.Builder builder =
                Settings.builder().source(first).source(broken).source(last);

        assertThatThrownBy(() -> builder.build("web"))
                .hasMessage("no name")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .extracting(Throwable::getMessage)
                        .isEqualTo("not open"));
        assertThat(first.closed).isTrue();
        assertThat(last.closed).isTrue();
    }

    @Test
    void builder_closed_closesTheSourcesOfSettingsThatAreNot() {
        FakeSource used = new FakeSource("used");
        FakeSource unused = new FakeSource("unused");
        Settings.Builder builder = Settings.builder().source(used);
        Settings settings = builder.build("web");

        builder.close();
        Settings.builder().source(unused).close();

        assertThat(unused.closed).isTrue();
        assertThat(used.closed).isFalse();
        settings.close();
        assertThat(used.closed).isTrue();
    }
}
