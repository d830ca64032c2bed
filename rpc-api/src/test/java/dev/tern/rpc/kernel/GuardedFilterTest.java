package dev.tern.rpc.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code a completion -> a user's filter that throws -> what keeps the call}. */
class GuardedFilterTest {

    private final List<RpcCall> seen = new ArrayList<>();
    private final List<RpcCall> kept = new ArrayList<>();
    private final RpcCall call =
            new RpcCall(TestMethods.GET, TestMethods.NoArguments.INSTANCE, CallContext.none(), 1000);

    private void invoke(Filter users) {
        call.onCompletion(ended -> seen.add(ended));
        Filter.guarded(users).bind(call.method(), kept::add).invoke(call);
    }

    @Test
    void filter_throwsBeforeItPassesTheCallOn_callFailsAndItsCompletionsRun() {
        invoke((method, next) -> passed -> {
            throw new IllegalStateException("no token");
        });

        assertThat(seen).containsExactly(call);
        assertThatThrownBy(call::result)
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e.status()).isEqualTo(Status.INTERNAL);
                    assertThat(e.neverExecuted()).isTrue();
                })
                .hasMessageContaining("a filter threw: java.lang.IllegalStateException: no token");
    }

    @Test
    void filter_throwsAfterItPassedTheCallOn_callEndsAndWhoHasItCompletesItWithoutEffect() {
        invoke((method, next) -> passed -> {
            next.invoke(passed);
            throw new IllegalStateException("late");
        });

        assertThatThrownBy(call::result).hasMessageContaining("late");
        assertThat(seen).isEmpty();
        kept.get(0).complete("answer");
        assertThat(seen).as("permits go back").containsExactly(call);
        assertThatThrownBy(call::result).hasMessageContaining("late");
    }

    @Test
    void filter_thatHasNothingToDo_isAbsent() {
        Invoker last = kept::add;

        assertThat(Filter.guarded((method, next) -> next).bind(call.method(), last))
                .isSameAs(last);
    }

    @Test
    void filter_itsPlace_isTheUsers() {
        Filter users = new Filter() {
            @Override
            public Invoker bind(MethodDescriptor method, Invoker next) {
                return next;
            }

            @Override
            public Place place() {
                return Place.ATTEMPT;
            }
        };

        assertThat(Filter.guarded(users).place()).isEqualTo(Filter.Place.ATTEMPT);
    }
}
