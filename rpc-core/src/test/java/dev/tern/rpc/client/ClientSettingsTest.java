package dev.tern.rpc.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tern.rpc.CallContext;
import dev.tern.rpc.RpcException;
import dev.tern.rpc.Status;
import dev.tern.rpc.e2e.Quick;
import dev.tern.rpc.e2e.QuickAsync;
import dev.tern.rpc.kernel.PolicySetting;
import dev.tern.rpc.kernel.SettingsSource;
import dev.tern.rpc.server.RpcServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's settings over real sockets: a file that changes while calls run, and what a reference sets by code. The provider answers with the time that is left. */
class ClientSettingsTest {

    private static final String NAME = Quick.class.getName();
    private static final String DEADLINE = "tern." + NAME + "#ask.deadline = ";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String registry = "memory://client-settings-" + NUMBER.incrementAndGet();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch inHandler = new CountDownLatch(1);
    private Runnable look = () -> {};

    @TempDir
    Path folder;

    private Path file;
    private RpcServer server;
    private RpcClient client;

    @BeforeEach
    void start() throws IOException {
        file = folder.resolve("client.properties");
        Files.writeString(file, DEADLINE + "20s");
        server = RpcServer.builder()
                .application("provider")
                .host("127.0.0.1")
                .registry(registry)
                .eventLoops(1)
                .shutdownHook(false)
                .drain(Duration.ZERO, Duration.ofSeconds(10))
                .provide(Quick.class, this::answer)
                .start();
        client = builder()
                .settings(file)
                .poller((thread, task) -> {
                    look = task;
                    return () -> look = () -> {};
                })
                .build();
    }

    private RpcClient.Builder builder() {
        return RpcClient.builder().application("web").registry(registry).eventLoops(1);
    }

    @AfterEach
    void close() {
        held.countDown();
        client.close();
        server.close();
    }

    private String answer(String text) {
        String left =
                String.valueOf(CallContext.current().remaining().orElseThrow().toMillis());
        if (text.equals("hold")) {
            inHandler.countDown();
            try {
                held.await();
            } catch (InterruptedException e) {
                return "interrupted";
            }
        }
        return left;
    }

    private void change(String content) {
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        look.run();
        look.run();
    }

    private Quick quick() throws InterruptedException {
        Quick quick = client.refer(Quick.class);
        client.awaitReady(Quick.class, Duration.ofSeconds(20));
        return quick;
    }

    @Test
    void build_sourceThatThrowsWhenListenedTo_leavesNothingOpen() {
        AtomicBoolean closed = new AtomicBoolean();
        SettingsSource source = new SettingsSource() {
            @Override
            public String name() {
                return "centre";
            }

            @Override
            public Map<String, String> values() {
                return Map.of();
            }

            @Override
            public void listen(Runnable listener) {
                throw new NoClassDefFoundError("centre/Client");
            }

            @Override
            public void close() {
                closed.set(true);
            }
        };

        assertThatThrownBy(() ->
                        builder().application("stillborn").settings(source).build())
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(closed).isTrue();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().contains("stillborn")));
    }

    private static long left(String answer) {
        return Long.parseLong(answer);
    }

    @Test
    void file_thatChanges_countsForTheCallsToCome() throws Exception {
        Quick quick = quick();
        assertThat(left(quick.ask("x"))).isBetween(2_001L, 20_000L);

        change(DEADLINE + "2s");
        assertThat(left(quick.ask("x"))).isBetween(301L, 2_000L);

        change("");
        assertThat(left(quick.ask("x"))).isBetween(0L, 300L); // the annotation's
    }

    @Test
    void callUnderWay_whenTheFileChanges_keepsItsChain() throws Exception {
        Quick quick = quick();
        CompletableFuture<String> underWay = client.refer(QuickAsync.class).ask("hold");
        assertThat(inHandler.await(20, TimeUnit.SECONDS)).isTrue();

        change(DEADLINE + "50ms");
        RpcException error = catchThrowableOfType(RpcException.class, () -> quick.ask("hold"));
        assertThat(error.status()).isEqualTo(Status.DEADLINE_EXCEEDED);
        assertThat(error).hasMessageContaining("deadline 50 ms");
        assertThat(underWay).isNotDone();

        held.countDown();
        assertThat(left(underWay.get(20, TimeUnit.SECONDS))).isBetween(50L, 20_000L);
    }

    @Test
    void chains_exchangedWhileCallsRun_failNone() throws Exception {
        Quick quick = quick();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            callers.add(CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    assertThat(left(quick.ask("x"))).isBetween(0L, 20_000L);
                    calls.incrementAndGet();
                }
            }));
        }
        for (int i = 0; i < 50; i++) {
            int before = calls.get();
            change(DEADLINE + (i % 2 == 0 ? "10s" : "20s"));
            while (calls.get() < before + 4 && callers.stream().noneMatch(CompletableFuture::isDone)) {
                Thread.onSpinWait();
            }
        }
        stop.set(true);
        CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);

        assertThat(calls.get()).isGreaterThanOrEqualTo(200);
    }

    @Test
    void explain_ofARunningClient_tellsTheFile_andWhatItRefuses() throws Exception {
        quick();
        change(DEADLINE + "2s\ntern.retry.maxAttempts = many");

        assertThat(client.explain(NAME + "#ask").lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith("  deadline = 2s ")
                        .endsWith("file " + file + " (tern." + NAME + "#ask.deadline), over annotation"
                                + (line.contains("of the type") ? " of the type" : "") + " 300ms, default 1s"))
                .contains("    refused: file " + file
                        + ": tern.retry.maxAttempts = many (expected: a whole number, 1 to 5)");
    }

    @Test
    void build_withSettingsThatAreNotRight_tellsAllOfThem() {
        RpcClient.Builder builder = builder()
                .set(PolicySetting.DEADLINE, "1us")
                .set("retry.budgetratio", "0.1")
                .settings(folder.resolve("absent.properties"));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("settings: 3 errors\n")
                .hasMessageContaining("code: tern.deadline = 1us (expected: a whole number")
                .hasMessageContaining(
                        "retry.budgetratio = 0.1 (expected: the name of a setting; did you mean retry.budgetRatio?)")
                .hasMessageContaining("file " + folder.resolve("absent.properties") + " is not there");
    }

    @Test
    void refer_withOptionsThatAreNotRight_tellsAllOfThem() {
        assertThatThrownBy(() -> client.refer(
                        Quick.class,
                        options -> options.deadline(Duration.ofNanos(1_500_000))
                                .deadline("ask", Duration.ZERO)
                                .deadline("asks", Duration.ofDays(400))
                                .retry("ask", 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("""
                        settings: 5 errors
                          code: tern.dev.tern.rpc.e2e.Quick.deadline = 1.5ms (expected: a whole number and one of the units ms, s, m, h, 1ms to 24h)
                          code: tern.dev.tern.rpc.e2e.Quick#ask.deadline = 0ms (expected: a whole number and one of the units ms, s, m, h, 1ms to 24h)
                          code: tern.dev.tern.rpc.e2e.Quick#asks.deadline = 34560000000ms (expected: a whole number and one of the units ms, s, m, h, 1ms to 24h)
                          code: tern.dev.tern.rpc.e2e.Quick#asks.deadline = 34560000000ms (expected: a method of dev.tern.rpc.e2e.Quick: [ask(String)])
                          code: tern.dev.tern.rpc.e2e.Quick#ask.retry.maxAttempts = 2 (expected: an idempotent method: @Idempotent in the contract; no setting can make a method be called twice)""");
    }

    @Test
    void refer_withTheSameOptions_isTheSameStub() {
        Quick cached = text -> "cached";
        Quick first = client.refer(
                Quick.class, options -> options.deadline(Duration.ofSeconds(5)).fallback(cached));

        assertThat(client.<Quick>refer(
                        Quick.class, options -> options.fallback(cached).set(PolicySetting.DEADLINE, "5000ms")))
                .isSameAs(first);
        assertThat(client.<Quick>refer(Quick.class, options -> options.deadline(Duration.ofSeconds(5))))
                .isNotSameAs(first);
        assertThat(client.<Quick>refer(
                        Quick.class,
                        options -> options.deadline(Duration.ofSeconds(5)).fallback((Quick) text -> "another")))
                .isNotSameAs(first);
    }

    @Test
    void refer_withAFallbackOfAnotherType_isRefused() {
        assertThatThrownBy(() -> client.refer(QuickAsync.class, options -> options.fallback("cached")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("fallback: java.lang.String (expected: an implementation of dev.tern.rpc.e2e.Quick)");
    }

    @Test
    void option_forTheWholeService_isWeakerThanTheFileForTheMethod() throws Exception {
        Quick quick = client.refer(
                Quick.class, options -> options.deadline(Duration.ofMillis(100)).loadBalance("roundRobin"));
        client.awaitReady(Quick.class, Duration.ofSeconds(20));

        assertThat(left(quick.ask("x"))).isBetween(301L, 20_000L);
        assertThat(client.explain(NAME + "#ask"))
                .contains("loadBalance = roundRobin")
                .contains("code 100ms");
    }
}
