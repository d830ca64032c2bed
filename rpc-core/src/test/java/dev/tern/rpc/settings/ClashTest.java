package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.support.Logs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Values that are right each by itself, and cannot be followed: at start all of them are told, at run time each is refused by itself. */
class ClashTest {

    private static final String STRATEGIES =
            "one of powerOfTwo, mine; others are found by ServiceLoader as dev.tern.rpc.kernel.LoadBalancer";

    private final FakeSource file = new FakeSource("file");
    private final List<String> refused = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();

    private Settings.Builder builder() {
        return Settings.builder()
                .loadBalancers(List.of("powerOfTwo", "mine"))
                .source(file)
                .listener(new PolicyListener() {
                    @Override
                    public void settingRefused(String source, String name, String problem) {
                        refused.add(problem);
                    }
                });
    }

    private Settings running() {
        Settings settings = builder().build("web");
        settings.start();
        settings.of(Shop.SERVICE, List.of()).listen(this::changed);
        return settings;
    }

    private void changed(MethodDescriptor method) {
        if (method.signature().equals(Shop.GET)) {
            MethodPolicy policy = method.policy();
            changes.add(policy.deadline().toMillis() + " " + policy.loadBalance() + " "
                    + (policy.outlier() == null
                            ? ""
                            : policy.outlier().baseEjection().toSeconds()));
        }
    }

    private static List<String> explained(Settings settings, PolicySetting setting) {
        List<String> lines = settings.explain("shop.OrderService#get").lines().toList();
        int at = 0;
        while (!lines.get(at).startsWith("  " + setting.key() + " = ")) {
            at++;
        }
        return List.of(
                lines.get(at).strip().replaceAll(" +", " "), lines.get(at + 1).strip());
    }

    @Test
    void build_valuesThatCannotBeFollowed_areToldWithAllOtherMistakes() {
        file.put("tern.deadline", "soon")
                .put("tern.loadBalance", "powerOfThree")
                .put("tern.never.Referred.loadBalance", "none")
                .put("tern.never.Referred#to.loadBalance", "nowhere")
                .put("tern.never.Referred.outlierDetection.baseEjection", "10m")
                .put("tern.application.web.rateLimit.permits", "2000000")
                .put("tern.application.web.rateLimit.period", "1ms")
                .put("tern.application.batch.loadBalance", "of another program"); // no name at all

        assertThatThrownBy(() -> builder().build("web"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("settings: 7 errors")
                .hasMessageContaining("\n  file: tern.deadline = soon (expected: a whole number")
                .hasMessageContaining(
                        "\n  file: tern.application.batch.loadBalance = of another program (expected: a name")
                .hasMessageContaining("\n  file: tern.loadBalance = powerOfThree (expected: " + STRATEGIES + ")")
                .hasMessageContaining("\n  file: tern.never.Referred.loadBalance = none (expected: " + STRATEGIES + ")")
                .hasMessageContaining(
                        "\n  file: tern.never.Referred#to.loadBalance = nowhere (expected: " + STRATEGIES + ")")
                .hasMessageContaining(
                        "\n  file: tern.never.Referred.outlierDetection.baseEjection = 10m (expected: at most"
                                + " outlierDetection.maxEjection, which is 300000ms)")
                .hasMessageContaining(
                        "\n  file: tern.application.web.rateLimit.permits = 2000000 (expected: at most one in a"
                                + " nanosecond of rateLimit.period, which is 1ms)");
    }

    @Test
    void build_strategyThatOnlyAnotherApplicationHas_isItsOwnAffair() {
        file.put("tern.application.batch.loadBalance", "theirs");

        builder().build("web");
    }

    @Test
    void of_annotationOfAStrategyThatIsNotThere_isToldWithAllOtherMistakes() {
        Settings settings = builder().build("web");

        assertThatThrownBy(() -> settings.of(
                        Shop.of(MethodPolicy.STANDARD.onMethod("loadBalance = powerOfThree")),
                        List.of(new CodeValue("swap", PolicySetting.DEADLINE, "1s"))))
                .hasMessageStartingWith("settings: 2 errors")
                .hasMessageContaining(
                        "annotation: tern.shop.OrderService#get(long).loadBalance = powerOfThree (expected: "
                                + STRATEGIES);
    }

    @Test
    void change_withOneValueThatCannotBeFollowed_isFollowedButForThat() {
        file.put("tern.loadBalance", "mine");
        try (Logs logs = Logs.of("dev.tern.rpc.settings.Settings")) {
            Settings settings = running();
            file.put("tern.deadline", "2s")
                    .put("tern.loadBalance", "powerOfThree")
                    .tell();
            file.tell();

            assertThat(changes).containsExactly("2000 mine 30");
            assertThat(refused).containsExactly("file: tern.loadBalance = powerOfThree (expected: " + STRATEGIES + ")");
            assertThat(logs.warnings()).hasSize(1);
            assertThat(explained(settings, PolicySetting.LOAD_BALANCE))
                    .containsExactly(
                            "loadBalance = mine file (tern.loadBalance), over default powerOfTwo",
                            "refused: " + refused.get(0) + "; mine stays");
        }
    }

    @Test
    void change_ofTwoValuesThatGoTogetherOnly_isFollowed() {
        running();
        file.put("tern.outlierDetection.baseEjection", "10m")
                .put("tern.outlierDetection.maxEjection", "20m")
                .tell();

        assertThat(changes).containsExactly("1000 powerOfTwo 600");
        assertThat(refused).isEmpty();
    }

    @Test
    void key_thatDisappearsAndIsNeededByAnother_stays() {
        file.put("tern.outlierDetection.baseEjection", "10m").put("tern.outlierDetection.maxEjection", "20m");
        Settings settings = running();
        file.remove("tern.outlierDetection.maxEjection").tell();

        assertThat(changes).isEmpty();
        assertThat(refused)
                .containsExactly(
                        "file: tern.outlierDetection.maxEjection = nothing any more, which leaves 5m (expected: at"
                                + " least outlierDetection.baseEjection, which is 600000ms)");
        assertThat(explained(settings, PolicySetting.OUTLIER_MAX_EJECTION).get(1))
                .isEqualTo("refused: " + refused.get(0) + "; 20m stays");

        file.remove("tern.outlierDetection.baseEjection").tell();
        assertThat(changes).containsExactly("1000 powerOfTwo 30");
        assertThat(settings.explain(Shop.NAME)).doesNotContain("refused");
    }

    /** A file for all programs of a company, with the same mistake everywhere: each is refused by itself, and nobody waits long for that. */
    @Test
    void change_withAMistakeForEachOfManyServices_isRefusedForEach() {
        int services = 2_000;
        for (int i = 0; i < services; i++) {
            file.put("tern.never.Referred" + i + ".outlierDetection.baseEjection", "10m")
                    .put("tern.never.Referred" + i + ".outlierDetection.maxEjection", "20m");
        }
        running();
        for (int i = 0; i < services; i++) {
            if (i % 2 == 0) {
                file.remove("tern.never.Referred" + i + ".outlierDetection.maxEjection");
            } else {
                file.put("tern.never.Referred" + i + ".outlierDetection.baseEjection", "30m");
            }
        }
        file.tell();
        assertThat(refused).hasSize(services);
    }

    @Test
    void valueForAll_thatCannotBeFollowed_isRefusedWithoutThoseItWouldNotGoTogetherWith() {
        running();
        file.put("tern.outlierDetection.baseEjection", "10m")
                .put("tern.shop.OrderService.outlierDetection.maxEjection", "1m")
                .tell();

        assertThat(refused)
                .containsExactly("file: tern.outlierDetection.baseEjection = 10m (expected: at most"
                        + " outlierDetection.maxEjection, which is 300000ms)");
    }

    @Test
    void key_thatDisappears_isNotRefusedForTheMistakeOfAnotherService() {
        file.put("tern.shop.OrderService.outlierDetection.baseEjection", "10s")
                .put("tern.shop.OrderService.outlierDetection.maxEjection", "1m");
        running();
        file.remove("tern.shop.OrderService.outlierDetection.maxEjection")
                .put("tern.never.Referred.outlierDetection.baseEjection", "10m")
                .tell();

        assertThat(refused).hasSize(1);
        assertThat(refused.get(0)).startsWith("file: tern.never.Referred.outlierDetection.baseEjection = 10m");
    }

    @Test
    void referenceMadeLater_sees_whatIsInForce() {
        Settings settings = running();
        file.put("tern.loadBalance", "powerOfThree").tell();

        assertThat(settings.of(Shop.SERVICE, List.of())
                        .service()
                        .methods()
                        .get(0)
                        .policy()
                        .loadBalance())
                .isEqualTo("powerOfTwo");
    }

    @Test
    void valueThatTheListenerDoesNotTake_isRefusedByItself() {
        Settings settings = builder().build("web");
        settings.start();
        settings.of(Shop.SERVICE, List.of()).listen(method -> {
            if (method.policy().loadBalance().equals("mine")) {
                throw new IllegalStateException("no key");
            }
            changed(method);
        });
        file.put("tern.deadline", "2s").put("tern.loadBalance", "mine").tell();

        assertThat(changes).containsExactly("2000 powerOfTwo 30");
        assertThat(refused)
                .hasSize(3)
                .first()
                .isEqualTo("shop.OrderService#get(long) cannot follow loadBalance = mine: no key");
        assertThat(explained(settings, PolicySetting.LOAD_BALANCE))
                .containsExactly("loadBalance = powerOfTwo default", "refused: " + refused.get(0));
        assertThat(explained(settings, PolicySetting.DEADLINE).get(0)).startsWith("deadline = 2s file");
    }
}
