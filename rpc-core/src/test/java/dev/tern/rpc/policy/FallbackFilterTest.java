package dev.tern.rpc.policy;

import static dev.tern.rpc.policy.Scene.lost;
import static dev.tern.rpc.policy.Scene.plain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.kernel.Filter;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodHandler;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code Fallback -> a host that answers what the test says}. */
class FallbackFilterTest {

    private final Scene scene = new Scene();
    private final List<Throwable> causes = new ArrayList<>();
    private final List<String> attachments = new ArrayList<>();
    private MethodHandler<?> handler = arguments -> "from the cache";

    private Filter fallback() {
        return new FallbackFilter(
                method -> arguments -> {
                    CallContext context = CallContext.current();
                    causes.add(context.failure());
                    attachments.add(context.attachment("tenant"));
                    return handler.handle(null);
                },
                scene.listener);
    }

    private Object outcome(MethodDescriptor method) {
        return scene.outcome(method, fallback());
    }

    @Test
    void bind_nothingAnswers_isAbsent() {
        assertThat(new FallbackFilter(method -> null, scene.listener).bind(plain(), scene.host))
                .isSameAs(scene.host);
    }

    @Test
    void answer_isNotTouched() {
        assertThat(outcome(plain())).isEqualTo("book");
        assertThat(causes).isEmpty();
    }

    @Test
    void failure_isAnsweredAndTold() {
        RpcException lost = lost();
        scene.host.fails(lost);

        assertThat(outcome(plain())).isEqualTo("from the cache");
        assertThat(causes).containsExactly(lost);
        assertThat(scene.events).containsExactly("fell back");
    }

    @Test
    void fallback_runsWhereTheResultIsRead_inTheCallsContext() {
        scene.host.fails(lost());
        RpcCall call = TestCalls.call(plain(), CallContext.none().withAttachment("tenant", "acme"), Scene.START);
        scene.chain(plain(), fallback()).invoke(call);
        assertThat(causes).isEmpty();

        assertThat(TestCalls.outcome(call)).isEqualTo("from the cache");
        assertThat(attachments).containsExactly("acme");
        assertThat(CallContext.current().failure()).isNull();
    }

    @Test
    void fallback_throws_theCallFailsWithThat() {
        IllegalStateException broken = new IllegalStateException("no cache");
        handler = arguments -> {
            throw broken;
        };
        scene.host.fails(lost());

        assertThat(outcome(plain())).isSameAs(broken);
    }

    @Test
    void declaredException_isAnAnswer() {
        IOException declared = new IOException("sold");
        scene.host.fails(declared);

        assertThat(outcome(plain())).isSameAs(declared);
        assertThat(causes).isEmpty();
    }

    @Test
    void declaredException_itsSuperclassNamed_isAnsweredAndTold() {
        FileNotFoundException declared = new FileNotFoundException("gone");
        scene.host.fails(declared);
        MethodDescriptor method =
                TestCalls.PLACE.withPolicy(plain().policy().withFallback(Object.class, "java.io.IOException"));

        assertThat(outcome(method)).isEqualTo("from the cache");
        assertThat(causes).containsExactly(declared);
    }

    @Test
    void call_cancelledByItsCaller_isNotAnswered() {
        scene.host.hangs();
        RpcCall call = scene.invoke(plain(), fallback());
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        call.abort(cause);

        assertThat(TestCalls.outcome(call)).isSameAs(cause);
    }

    @Test
    void cancelled_saidByTheProvider_isAnswered() {
        scene.host.fails(Scene.failure(Status.CANCELLED));

        assertThat(outcome(plain())).isEqualTo("from the cache");
    }

    @Test
    void deadline_passed_isAnswered() {
        scene.host.hangs();

        assertThat(outcome(plain())).isEqualTo("from the cache");
        assertThat(((RpcException) causes.get(0)).status()).isEqualTo(Status.DEADLINE_EXCEEDED);
    }

    @Test
    void deadline_passedWhileTheCallWasOnItsWay_isAnswered() {
        scene.host.ends(call -> {
            call.abort(call.deadlineExceeded());
            call.complete("too late");
        });

        assertThat(outcome(plain())).isEqualTo("from the cache");
    }

    @Test
    void call_cancelledByItsCallerOnItsWay_isNotAnswered() {
        RpcException cause = new RpcException(Status.CANCELLED, "given up");
        scene.host.ends(call -> {
            call.abort(cause);
            call.complete("too late");
        });

        assertThat(outcome(plain())).isSameAs(cause);
    }

    @Test
    void completions_outside_seeAnAnswer() {
        scene.host.fails(lost());
        List<Boolean> failed = new ArrayList<>();
        RpcCall call = scene.newCall(plain());
        call.onCompletion(c -> failed.add(c.failed()));
        scene.chain(plain(), fallback()).invoke(call);

        assertThat(failed).containsExactly(false);
    }
}
