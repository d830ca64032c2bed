package dev.tern.rpc.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.PolicyListener;
import dev.tern.rpc.support.Logs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A source that changes at run time. */
class ChangesTest {

    private final FakeSource source = new FakeSource("centre");
    private final List<String> refused = new ArrayList<>();
    private final List<String> changes = new ArrayList<>();
    private final Settings settings = Settings.builder()
            .source(source.put("tern.shop.OrderService#get.deadline", "200ms").put("tern.deadline", "300ms"))
            .listener(new PolicyListener() {
                @Override
                public void settingRefused(String from, String name, String problem) {
                    refused.add(from + " " + name);
                    throw new IllegalStateException("what a listener throws is dropped");
                }
            })
            .build("web");
    private final ServiceSettings orders = settings.of(Shop.SERVICE, List.of());

    ChangesTest() {
        settings.start();
        orders.listen(this::changed);
    }

    private void changed(MethodDescriptor method) {
        changes.add(method.signature() + " " + method.policy().deadline().toMillis());
    }

    private String explained(String subject) {
        return settings.explain(subject)
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .replaceAll(" +", " ");
    }

    @Test
    void change_ofAMethodsValue_reachesThatMethodOnly() {
        source.put("tern.shop.OrderService#get.deadline", "100ms").tell();

        assertThat(changes).containsExactly(Shop.GET + " 100");
        assertThat(explained("shop.OrderService#get")).startsWith(" deadline = 100ms centre");
    }

    @Test
    void change_ofAValueThatIsOverridden_changesNothing() {
        source.put("tern.shop.OrderService.deadline", "100ms").tell();

        assertThat(changes).containsExactly(Shop.PLACE + " 100", Shop.PLACE_AGAIN + " 100");
    }

    @Test
    void change_withoutEffectOnAMethod_doesNotExchangeItsChain() {
        source.put("tern.retry.maxAttempts", "2").tell();

        assertThat(changes).containsExactly(Shop.GET + " 200");
    }

    @Test
    void key_thatDisappears_fallsBackToWhatIsBelow() {
        source.remove("tern.shop.OrderService#get.deadline").tell();
        source.remove("tern.deadline").tell();

        assertThat(changes)
                .containsExactly(
                        Shop.GET + " 300", Shop.GET + " 1000", Shop.PLACE + " 1000", Shop.PLACE_AGAIN + " 1000");
    }

    @Test
    void badValue_isRefusedVisiblyOnce_andTheLastGoodOneStays() {
        try (Logs logs = Logs.of("dev.tern.rpc.settings.Settings")) {
            source.put("tern.shop.OrderService#get.deadline", "soon")
                    .put("tern.deadline", "400ms")
                    .tell();
            source.tell();

            assertThat(changes).containsExactly(Shop.PLACE + " 400", Shop.PLACE_AGAIN + " 400");
            assertThat(refused).containsExactly("centre tern.shop.OrderService#get.deadline");
            assertThat(logs.warnings().stream().filter(text -> text.startsWith("a setting")))
                    .containsExactly("a setting is refused, what was in force before stays: centre:"
                            + " tern.shop.OrderService#get.deadline = soon (expected: a whole number and one of the units"
                            + " ms, s, m, h, 1ms to 24h)");
            assertThat(explained("shop.OrderService#get")).startsWith(" deadline = 200ms centre");
            assertThat(settings.explain("shop.OrderService#get").lines())
                    .element(2)
                    .isEqualTo(
                            "    refused: centre: tern.shop.OrderService#get.deadline = soon (expected: a whole number and"
                                    + " one of the units ms, s, m, h, 1ms to 24h); 200ms stays");
        }
    }

    @Test
    void badValue_corrected_countsAndIsForgotten() {
        source.put("tern.shop.OrderService#get.deadline", "soon").tell();
        source.put("tern.shop.OrderService#get.deadline", "150ms").tell();

        assertThat(changes).containsExactly(Shop.GET + " 150");
        assertThat(settings.explain("shop.OrderService")).doesNotContain("refused");
    }

    @Test
    void badValue_thatGetsWorse_isToldAgain() {
        source.put("tern.deadline", "soon").tell();
        source.put("tern.deadline", "later").tell();

        assertThat(refused).hasSize(2);
        assertThat(changes).isEmpty();
    }

    @Test
    void badKeys_ofReferredServicesAndOfNone_areRefused() {
        source.put("tern.deadlin", "1s")
                .put("tern.shop.OrderService#got.deadline", "1s")
                .put("tern.shop.OrderService#place(NewOrder).retry.maxAttempts", "2")
                .put("tern.other.Service#got.deadline", "1s")
                .tell();

        assertThat(refused)
                .containsExactly(
                        "centre tern.deadlin",
                        "centre tern.shop.OrderService#got.deadline",
                        "centre tern.shop.OrderService#place(NewOrder).retry.maxAttempts");
        assertThat(changes).isEmpty();
    }

    @Test
    void changeBeforeTheListener_isToldWhenItComes() {
        ServiceSettings late = settings.of(Shop.SERVICE, List.of());
        source.put("tern.deadline", "400ms").tell();
        changes.clear();

        late.listen(this::changed);

        assertThat(changes).containsExactly(Shop.PLACE + " 400", Shop.PLACE_AGAIN + " 400");
        assertThat(late.service().methods().get(1).policy().deadline()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void changeThatCannotBeFollowed_isRefusedVisiblyOnce_andOthersAreFollowed() {
        orders.listen(method -> {
            if (method.signature().equals(Shop.PLACE)) {
                throw new IllegalArgumentException("loadBalance: 'mine' (expected: one that is there)");
            }
            changed(method);
        });

        source.put("tern.deadline", "400ms").tell();
        source.put("tern.shop.OrderService#get.deadline", "100ms").tell();

        assertThat(changes).containsExactly(Shop.PLACE_AGAIN + " 400", Shop.GET + " 100");
        assertThat(refused).containsExactly("settings shop.OrderService#place(NewOrder)");
        assertThat(settings.explain(Shop.NAME))
                .contains("  deadline = 300ms")
                .contains(
                        "    refused: shop.OrderService#place(NewOrder) cannot follow deadline = 400ms: loadBalance: 'mine'"
                                + " (expected: one that is there)\n");

        orders.listen(this::changed);
        assertThat(changes).last().isEqualTo(Shop.PLACE + " 400");
        assertThat(settings.explain(Shop.NAME)).doesNotContain("refused");
    }

    @Test
    void changeWhileOneIsTold_isToldAfterIt() {
        orders.listen(method -> {
            changed(method);
            if (method.policy().deadline().toMillis() == 400) {
                source.put("tern.deadline", "500ms").tell();
            }
        });

        source.put("tern.deadline", "400ms").tell();

        assertThat(changes)
                .containsExactly(
                        Shop.PLACE + " 400", Shop.PLACE_AGAIN + " 400", Shop.PLACE + " 500", Shop.PLACE_AGAIN + " 500");
    }

    /** A source that tells under its lock, which it takes in values() too, and another thread that holds the settings' lock meanwhile. */
    @Test
    void source_isAskedWithoutTheLockOfTheSettings() {
        AtomicBoolean locked = new AtomicBoolean(true);
        source.beforeValues = () -> locked.set(Thread.holdsLock(settings));

        source.tell();

        assertThat(locked).isFalse();
    }

    @Test
    void answerThatIsOvertakenByALaterOne_doesNotCount() {
        FakeSource late = new FakeSource("late");
        NamedLayer layer = new NamedLayer(late, 5, false, new Party("web", Filter.Side.CLIENT));
        late.put("tern.deadline", "1s");
        NamedLayer.Answer first = layer.ask();
        late.put("tern.deadline", "2s");
        NamedLayer.Answer second = layer.ask();

        layer.read(second, assignments -> List.of(), change -> List.of());
        layer.read(first, assignments -> List.of(), change -> List.of());

        assertThat(layer.assignments(Shop.SERVICE))
                .extracting(Assignment::value)
                .containsExactly("2s");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sourceThatFailsToAnswer_isRefusedVisiblyOnce_andAllThatItSaidStays(boolean error) {
        source.beforeValues = () -> {
            if (error) {
                throw new NoClassDefFoundError("centre/Client");
            }
            throw new IllegalStateException("no connection");
        };
        source.put("tern.deadline", "400ms").tell();
        source.tell();

        String failure = error
                ? "java.lang.NoClassDefFoundError: centre/Client"
                : "java.lang.IllegalStateException: no connection";
        assertThat(changes).isEmpty();
        assertThat(refused).containsExactly("centre ");
        assertThat(settings.explain("shop.OrderService#get").lines().reduce((a, b) -> b))
                .hasValue("refused: centre cannot be read: " + failure
                        + " (expected: values that can be read at any time); what it said before stays");

        source.beforeValues = () -> {};
        source.tell();
        assertThat(changes).containsExactly(Shop.PLACE + " 400", Shop.PLACE_AGAIN + " 400");
        assertThat(settings.explain("shop.OrderService")).doesNotContain("refused");
    }

    @Test
    void errorOfUsersCode_isARefusalToo_andLaterChangesAreFollowed() {
        orders.listen(method -> {
            throw new NoClassDefFoundError("mine/Filter");
        });
        source.put("tern.shop.OrderService#get.deadline", "100ms").tell();
        assertThat(settings.explain(Shop.NAME))
                .contains("    refused: shop.OrderService#get(long) cannot follow deadline = 100ms:"
                        + " java.lang.NoClassDefFoundError: mine/Filter\n");

        orders.listen(this::changed);
        source.put("tern.shop.OrderService#get.deadline", "90ms").tell();
        assertThat(changes).containsExactly(Shop.GET + " 100", Shop.GET + " 90");
    }

    @Test
    void polling_taskThatThrowsAnError_goesOn() throws Exception {
        CountDownLatch runs = new CountDownLatch(2);
        Poller.Running polling = Poller.everySecond().start("tern-settings-test", () -> {
            runs.countDown();
            throw new NoClassDefFoundError("mine/Filter");
        });
        try {
            assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            polling.close();
        }
    }

    @Test
    void reference_thatIsForgotten_isNotToldAnyMore() {
        orders.close();
        source.put("tern.deadline", "400ms").tell();

        assertThat(changes).isEmpty();
    }

    @Test
    void close_closesTheSources() {
        settings.close();

        assertThat(source.closed).isTrue();
    }
}
