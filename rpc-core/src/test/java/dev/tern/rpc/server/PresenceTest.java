package dev.tern.rpc.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.registry.Instance;
import dev.tern.rpc.registry.Registry;
import dev.tern.rpc.registry.RegistryState;
import dev.tern.rpc.support.Logs;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** {@code Presence -> a registry that takes down what it hears, and may refuse it}. */
class PresenceTest {

    private final List<String> heard = new ArrayList<>();
    private boolean refuses;
    private final Presence presence =
            new Presence(Instance.of("orders-1", "orders", "127.0.0.1:20880", List.of()), new Told(), "told://here");

    private final class Told implements Registry {

        @Override
        public Registration register(Instance instance) {
            hear("register", instance);
            return new Registration() {

                @Override
                public void update(Instance updated) {
                    hear("update", updated);
                }

                @Override
                public CompletableFuture<Void> registered() {
                    return new CompletableFuture<>();
                }

                @Override
                public void close() {
                    heard.add("close");
                    check();
                }
            };
        }

        private void hear(String what, Instance instance) {
            check();
            heard.add(what + " " + instance.weight() + " " + instance.tags() + (instance.ready() ? "" : " not ready"));
        }

        private void check() {
            if (refuses) {
                throw new IllegalArgumentException("too long");
            }
        }

        @Override
        public Subscription subscribe(String service, Listener listener) {
            throw new AssertionError("a provider finds nobody");
        }

        @Override
        public RegistryState state() {
            return RegistryState.REACHED;
        }

        @Override
        public void close() {}
    }

    @Test
    void change_thatTheRegistryRefuses_isToldAndLaterOnesGoThroughWithoutIt() {
        refuses = true;
        assertThatThrownBy(() -> presence.change(now -> now.withTags(Set.of("long"))))
                .hasMessage("too long");
        assertThat(presence.instance().tags()).isEmpty();

        refuses = false;
        presence.change(now -> now.withWeight(7));

        assertThat(heard).containsExactly("register 100 []", "update 7 []");
    }

    @Test
    void leave_isNotReadyFirst_andNothingIsToldAfterwards() {
        presence.leave();
        presence.change(now -> now.withReady(true).withWeight(7));

        assertThat(heard).containsExactly("register 100 []", "update 100 [] not ready", "close");
        assertThat(presence.instance().weight()).isEqualTo(7);
    }

    @Test
    void leave_registryFails_isLoggedForEachStep() {
        refuses = true;
        try (Logs logs = Logs.of("dev.tern.rpc.server")) {
            presence.leave();

            assertThat(logs.warnings())
                    .containsExactly(
                            "orders-1 cannot be set to not ready at told://here",
                            "orders-1 cannot be deregistered at told://here");
        }
        assertThat(heard).endsWith("close");
    }

    @Test
    void registry_none_isNothingToWaitFor() {
        Presence alone = new Presence(presence.instance(), null, "");
        alone.change(now -> now.withWeight(7));
        alone.leave();

        assertThat(alone.instance().weight()).isEqualTo(7);
        assertThatThrownBy(() -> alone.awaitRegistered(java.time.Duration.ZERO))
                .hasMessage("registry: not set (expected: registry(uri) before start)");
    }
}
