package dev.tern.rpc.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.kernel.BreakerPolicy;
import dev.tern.rpc.kernel.MethodDescriptor;
import dev.tern.rpc.kernel.MethodPolicy;
import dev.tern.rpc.kernel.RpcCall;
import dev.tern.rpc.support.TestCalls;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of outcomes, row by row: {@code a call that ends -> its verdict}. */
class VerdictTest {

    private static final BreakerPolicy POLICY = policy(
            "circuitBreaker.recordOn = java.io.IOException, java.util.NoSuchElementException, app.Recorded",
            "circuitBreaker.ignoreOn = java.io.FileNotFoundException, java.lang.IllegalArgumentException, app.Ignored");

    private static BreakerPolicy policy(String... settings) {
        return Objects.requireNonNull(MethodPolicy.STANDARD.onMethod(settings).breaker());
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                row("value", Verdict.SUCCESS, call -> call.complete("value")),
                row("declared", Verdict.ANSWERED, call -> declared(call, Exception.class)),
                row("declared, class not known", Verdict.ANSWERED, call -> declared(call, null)),
                row("declared, recorded", Verdict.FAILURE, call -> declared(call, IOException.class)),
                row(
                        "declared, superclass recorded",
                        Verdict.FAILURE,
                        call -> declared(call, java.net.SocketException.class)),
                row(
                        "declared, ignored though superclass recorded",
                        Verdict.IGNORED,
                        call -> declared(call, FileNotFoundException.class)),
                row("declared object, recorded", Verdict.FAILURE, call -> call.fail(new IOException("x"))),
                row("declared object", Verdict.ANSWERED, call -> call.fail(new Exception("x"))),
                row(
                        "declared object, superclass ignored",
                        Verdict.IGNORED,
                        call -> call.fail(new NumberFormatException("x"))),
                row("undeclared", Verdict.FAILURE, call -> call.failAnswered(remote("app.Any"))),
                row("undeclared, recorded", Verdict.FAILURE, call -> call.failAnswered(remote("app.Recorded"))),
                row("undeclared, ignored", Verdict.IGNORED, call -> call.failAnswered(remote("app.Ignored"))),
                row("cancelled", Verdict.IGNORED, call -> call.fail(new RpcException(Status.CANCELLED, "x"))),
                row("connection lost after writing", Verdict.FAILURE, call -> call.fail(error(Status.UNAVAILABLE))),
                row(
                        "connection lost before writing",
                        Verdict.IGNORED,
                        call -> call.fail(RpcException.neverExecuted(Status.UNAVAILABLE, "x", null))),
                row(
                        "refused as busy",
                        Verdict.IGNORED,
                        call -> call.failAnswered(RpcException.neverExecuted(Status.RESOURCE_EXHAUSTED, "x", null))),
                row(
                        "given up for a reason of this side",
                        Verdict.IGNORED,
                        call -> abortedOnItsWay(call, Status.INTERNAL)),
                row("not in time", Verdict.LATE, call -> call.fail(error(Status.DEADLINE_EXCEEDED))),
                row(
                        "not in time, aborted on its way",
                        Verdict.LATE,
                        call -> abortedOnItsWay(call, Status.DEADLINE_EXCEEDED)),
                row("too late when it was picked", Verdict.IGNORED, call -> {
                    call.deadline(call.attemptNanos());
                    call.fail(error(Status.DEADLINE_EXCEEDED));
                }));
    }

    private static Arguments row(String name, Verdict expected, Consumer<RpcCall> end) {
        return arguments(name, expected, end);
    }

    private static void declared(RpcCall call, Class<?> type) {
        call.failEncoded(new RpcInput(new byte[0]), in -> new AssertionError("not decoded"), type);
    }

    private static RpcRemoteException remote(String type) {
        return new RpcRemoteException(Status.UNKNOWN, type, "", List.of(), "");
    }

    private static RpcException error(Status status) {
        return new RpcException(status, "x");
    }

    private static void abortedOnItsWay(RpcCall call, Status status) {
        call.abort(error(status));
        call.complete("too late");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rows")
    void outcome_ofEachKind_hasItsVerdict(String name, Verdict expected, Consumer<RpcCall> end) {
        assertThat(verdict(TestCalls.PLACE, POLICY, end)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OK", "CANCELLED", "DEADLINE_EXCEEDED"})
    void status_thatMayHaveBeenExecuted_failsOnlyIfItBlamesTheProvider(Status status) {
        Verdict expected = status.blamesProvider() ? Verdict.FAILURE : Verdict.ANSWERED;

        assertThat(verdict(TestCalls.PLACE, POLICY, call -> call.failAnswered(error(status))))
                .isEqualTo(expected);
        assertThat(verdict(TestCalls.PLACE, null, call -> call.failAnswered(error(status))))
                .isEqualTo(expected);
        assertThat(verdict(
                        TestCalls.PLACE,
                        POLICY,
                        call -> call.failAnswered(RpcException.neverExecuted(status, "x", null))))
                .isEqualTo(Verdict.IGNORED);
    }

    @Test
    void value_ofAOneWayMethod_saysNothing() {
        MethodDescriptor tell =
                MethodDescriptor.builder("shop.Shop", 0, "tell()").oneWay().arguments(in -> null, (in, plan) -> null);

        assertThat(verdict(tell, null, call -> call.complete(null))).isEqualTo(Verdict.IGNORED);
    }

    @Test
    void declared_withoutPolicy_isAnAnswer() {
        assertThat(verdict(TestCalls.PLACE, null, call -> call.fail(new IOException("x"))))
                .isEqualTo(Verdict.ANSWERED);
    }

    private static Verdict verdict(MethodDescriptor method, BreakerPolicy policy, Consumer<RpcCall> end) {
        RpcCall call = new RpcCall(method, new Cluster.Key("x"), dev.tern.rpc.CallContext.none());
        call.picked(call.startNanos() + 5, 0);
        Verdict[] verdict = new Verdict[1];
        call.onCompletion(ended -> {
            verdict[0] = Verdict.of(ended, policy);
            return true;
        });
        end.accept(call);
        return verdict[0];
    }
}
