package dev.tern.rpc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tern.rpc.CallInfo;
import dev.tern.rpc.NonBlocking;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.RpcRemoteException;
import dev.tern.rpc.Status;
import dev.tern.rpc.client.RpcClient;
import dev.tern.rpc.server.RpcServer;
import dev.tern.rpc.support.Logs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code stub -> trace -> deadline -> retry -> endpoints -> a real socket -> the implementation}. */
class CallTest {

    private final Loopback net = new Loopback();

    @AfterEach
    void close() {
        net.close();
    }

    @Test
    void synchronousCall_answered_returnsTheValue() throws Exception {
        RpcServer server = net.serve(Ask.class, text -> "hello " + text);
        Ask ask = net.refer(Ask.class);

        assertThat(ask.ask("w\u00f6rld \u4e2d")).isEqualTo("hello w\u00f6rld \u4e2d");
        assertThat(CallInfo.last().endpoint()).isEqualTo("127.0.0.1:" + server.port());
        assertThat(CallInfo.last().instance()).isEqualTo(server.instanceId());
        assertThat(CallInfo.last().attempts()).isEqualTo(1);
    }

    @Test
    void synchronousCall_null_travels() throws Exception {
        net.serve(Ask.class, text -> text);

        assertThat(net.refer(Ask.class).ask(null)).isNull();
    }

    @Test
    void twin_ofASynchronousMethod_answersAFuture() throws Exception {
        net.serve(Ask.class, text -> "hello " + text);
        AskAsync ask = net.refer(AskAsync.class);

        assertThat(ask.ask("world").get(10, TimeUnit.SECONDS)).isEqualTo("hello world");
    }

    @Test
    void asynchronousMethod_completedByAnotherThread_answersItsValue() throws Exception {
        net.serve(Later.class, text -> CompletableFuture.supplyAsync(() -> "later " + text));

        assertThat(net.refer(Later.class).later("x").get(10, TimeUnit.SECONDS)).isEqualTo("later x");
    }

    @Test
    void asynchronousMethod_failsOrThrowsOrReturnsNull_failsTheFuture() throws Exception {
        net.serve(Later.class, text -> switch (text) {
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("in the stage"));
            case "throws" -> throw new IllegalStateException("before the stage");
            default -> null;
        });
        Later later = net.refer(Later.class);

        assertThat(remote(() -> later.later("fails").get(10, TimeUnit.SECONDS)).remoteMessage())
                .isEqualTo("in the stage");
        assertThat(remote(() -> later.later("throws").get(10, TimeUnit.SECONDS)).remoteMessage())
                .isEqualTo("before the stage");
        assertThat(remote(() -> later.later("null").get(10, TimeUnit.SECONDS)).remoteMessage())
                .contains("returned null");
    }

    private static RpcRemoteException remote(Callable<?> call) {
        ExecutionException e = catchThrowableOfType(ExecutionException.class, call::call);
        return (RpcRemoteException) e.getCause();
    }

    @Test
    void voidMethod_ended_returns() throws Exception {
        AtomicInteger pings = new AtomicInteger();
        net.serve(Tell.class, new Tell() {
            @Override
            public void tell(String text) {}

            @Override
            public void ping() {
                pings.incrementAndGet();
            }
        });
        net.refer(Tell.class).ping();

        assertThat(pings).hasValue(1);
    }

    @Test
    void oneWay_handlerBlocks_callerDoesNotWait() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch arrived = new CountDownLatch(3);
        net.serve(Tell.class, new Tell() {
            @Override
            public void tell(String text) {
                arrived.countDown();
                Loopback.await(release);
            }

            @Override
            public void ping() {}
        });
        Tell tell = net.refer(Tell.class);
        for (int i = 0; i < 3; i++) {
            tell.tell("x");
            tell.ping(); // ids of one-way calls and others do not get in each other's way
        }
        Loopback.await(arrived);
        release.countDown();
    }

    @Test
    void declaredException_thrown_arrivesAsItself() throws Exception {
        net.serve(Ask.class, text -> {
            throw new Refused("no " + text, 42);
        });
        Ask ask = net.refer(Ask.class);

        Refused refused = catchThrowableOfType(Refused.class, () -> ask.ask("x"));
        assertThat(refused).hasMessage("no x");
        assertThat(refused.getCode()).isEqualTo(42);
        assertThat(refused.getStackTrace())
                .anyMatch(frame -> frame.getClassName().endsWith("CallTest"));
    }

    @Test
    void undeclaredException_thrown_arrivesAsTextAndIsLogged() throws Exception {
        try (Logs logs = Logs.of("dev.tern")) {
            net.serve(Ask.class, text -> {
                throw new IllegalStateException("broken");
            });
            Ask ask = net.refer(Ask.class);

            RpcRemoteException error = catchThrowableOfType(RpcRemoteException.class, () -> ask.ask("x"));
            assertThat(error.status()).isEqualTo(Status.UNKNOWN);
            assertThat(error.neverExecuted()).isFalse();
            assertThat(error.remoteClass()).isEqualTo("java.lang.IllegalStateException");
            assertThat(error.remoteMessage()).isEqualTo("broken");
            assertThat(error.remoteStack()).contains("CallTest");
            assertThat(logs.warnings()).anyMatch(text -> text.contains("threw what it does not declare"));
        }
    }

    @Test
    void undeclaredException_longMessageAndSmallLimits_stillArrives() throws Exception {
        net.serve(Blobs.class, new Blobs() {
            @Override
            public byte[] swap(byte[] body, int answerBytes) {
                throw new IllegalStateException("\u4e2d".repeat(20_000));
            }

            @Override
            public byte[] small(byte[] body, int answerBytes) {
                throw new IllegalStateException("x".repeat(20_000));
            }
        });
        Blobs ordinary = net.refer(Blobs.class);
        Blobs tiny = Loopback.refer(net.build(net.client().maxMessageBytes(1024)), Blobs.class);
        for (Blobs blobs : List.of(ordinary, tiny)) {
            assertThat(catchThrowableOfType(RpcRemoteException.class, () -> blobs.small(new byte[1], 1)))
                    .hasMessageContaining("xxx");
            assertThat(catchThrowableOfType(RpcRemoteException.class, () -> blobs.swap(new byte[1], 1)))
                    .hasMessageContaining("\u4e2d\u4e2d");
        }
    }

    @Test
    void error_thrownByTheHandler_arrivesLikeAnException() throws Exception {
        net.serve(Ask.class, text -> {
            throw new StackOverflowError("deep");
        });
        Ask ask = net.refer(Ask.class);

        assertThat(catchThrowableOfType(RpcRemoteException.class, () -> ask.ask("x"))
                        .remoteClass())
                .isEqualTo("java.lang.StackOverflowError");
    }

    @Test
    void rpcException_thrownByAHandler_keepsItsStatusButIsNeverNeverExecuted() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        net.serve(Ask.class, text -> {
            runs.incrementAndGet();
            throw RpcException.neverExecuted(Status.UNAVAILABLE, "my own backend is away", null);
        });
        Ask ask = net.refer(Ask.class);

        RpcException error = catchThrowableOfType(RpcException.class, () -> ask.ask("x"));
        assertThat(error.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(error.neverExecuted()).isFalse();
        assertThat(error).hasMessageContaining("my own backend is away");
        assertThat(runs).hasValue(1);
    }

    @Test
    void partition_groupAndVersion_areMatchedExactly() throws Exception {
        net.serve(Grouped.class, () -> 7);
        assertThat(net.refer(Grouped.class).number()).isEqualTo(7);

        RpcClient client = net.build(net.client());
        Grouped other = client.refer(Grouped.class, options -> options.group("green"));
        assertThatThrownBy(other::number)
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("UNAVAILABLE")
                .hasMessageContaining("service test.grouped, group 'green', version '2'")
                .hasMessageContaining("1 instances of test.grouped");
    }

    @Test
    void stub_referredToTwice_isTheSame() throws Exception {
        net.serve(Ask.class, text -> text);
        RpcClient client = net.build(net.client());

        assertThat(client.refer(Ask.class)).isSameAs(client.refer(Ask.class));
        assertThat(client.refer(Ask.class, o -> o.group("x"))).isNotSameAs(client.refer(Ask.class));
    }

    @Test
    void manyThreads_oneConnection_eachGetsItsOwnAnswer() throws Exception {
        net.serve(Ask.class, text -> "re " + text);
        Ask ask = net.refer(Ask.class);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> callers = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int thread = t;
                callers.add(threads.submit(() -> {
                    for (int i = 0; i < 500; i++) {
                        String text = thread + "/" + i;
                        assertThat(ask.ask(text)).isEqualTo("re " + text);
                    }
                    return null;
                }));
            }
            for (Future<?> caller : callers) {
                caller.get(50, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void manyAsynchronousCalls_atOnce_areAllAnswered() throws Exception {
        net.start(net.server().maxConcurrentCalls(10_000).adaptiveLimit(false).provide(Ask.class, text -> text));
        AskAsync ask = net.refer(AskAsync.class);
        List<CompletableFuture<String>> futures = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            futures.add(ask.ask("n" + i));
        }
        for (int i = 0; i < futures.size(); i++) {
            assertThat(futures.get(i).get(20, TimeUnit.SECONDS)).isEqualTo("n" + i);
        }
    }

    @Test
    void nonBlockingImplementation_runsOnTheLoop_whereSynchronousCallsAreRefused() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        AtomicReference<Ask> itself = new AtomicReference<>();
        net.serve(Ask.class, new OnTheLoop(thread, itself));
        net.serve(Later.class, text -> CompletableFuture.completedFuture(text));
        itself.set(net.refer(Ask.class));

        String answer = itself.get().ask("x");

        assertThat(thread.get()).startsWith("tern-server-provider");
        assertThat(answer)
                .contains("FAILED_PRECONDITION")
                .contains("event loop")
                .contains("Async twin");
    }

    @NonBlocking
    private record OnTheLoop(AtomicReference<String> thread, AtomicReference<Ask> itself) implements Ask {

        @Override
        public String ask(String text) throws Refused {
            thread.set(Thread.currentThread().getName());
            try {
                return itself.get().ask("again");
            } catch (RpcException e) {
                return e.getMessage();
            }
        }
    }

    @Test
    void blockingImplementation_runsOffTheLoop() throws Exception {
        AtomicReference<String> thread = new AtomicReference<>();
        net.serve(Ask.class, text -> {
            thread.set(Thread.currentThread().getName());
            return text;
        });
        net.refer(Ask.class).ask("x");

        assertThat(thread.get()).startsWith("tern-handler-provider");
    }

    @Test
    void staticRegistry_severalAddresses_areCalledWithoutInstanceId() throws Exception {
        RpcServer one = net.serve(Ask.class, text -> "one");
        RpcServer two = net.serve(Ask.class, text -> "two");
        Ask ask = Loopback.refer(
                net.build(net.client().registry("static://127.0.0.1:" + one.port() + ",127.0.0.1:" + two.port())),
                Ask.class);
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(ask.ask("x"));
        }

        assertThat(answers).contains("one", "two");
    }

    @Test
    void filters_onBothEnds_seeTheCallOnce() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        net.start(net.server()
                .filter((method, next) -> call -> {
                    seen.add("server " + method.name());
                    next.invoke(call);
                })
                .provide(Ask.class, text -> text));
        RpcClient client = net.build(net.client().filter((method, next) -> call -> {
            seen.add("client " + method.name());
            call.onCompletion(c -> seen.add("client ended"));
            next.invoke(call);
        }));
        Loopback.refer(client, Ask.class).ask("x");

        assertThat(seen).containsExactly("client ask", "server ask", "client ended");
    }
}
