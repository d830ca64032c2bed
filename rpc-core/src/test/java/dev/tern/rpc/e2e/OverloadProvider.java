package dev.tern.rpc.e2e;

import dev.tern.rpc.server.RpcServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * The provider's process of {@link OverloadRun}: a handler, on the default executor, that holds one of 10 permits for 20 ms. Writes its port, then takes lines: {@code begin}, and
 * {@code end}, which it answers with what it has seen in between. Ends with its input, so that it does not outlive the run.
 */
final class OverloadProvider {

    /** Begin the lines that it writes; logging may write others. */
    static final String PORT = "port ";

    static final String SEEN = "seen ";

    private final Semaphore permits = new Semaphore(10, true);
    private final Times accepted = new Times();
    private final Hiccups hiccups = new Hiccups();
    private volatile boolean measuring;
    private long refusedBefore;

    private String hold(String text) {
        try {
            permits.acquire();
            try {
                Thread.sleep(20);
            } finally {
                permits.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text;
    }

    private RpcServer start() {
        return RpcServer.builder()
                .application("provider")
                .host("127.0.0.1")
                .shutdownHook(false)
                .filter((method, next) -> call -> {
                    call.onCompletion(done -> {
                        if (measuring && done.error() == null) {
                            accepted.add(System.nanoTime() - done.startNanos());
                        }
                        return true;
                    });
                    next.invoke(call);
                })
                .provide(Ask.class, this::hold)
                .start();
    }

    private void run() throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (RpcServer server = start()) {
            System.out.println(PORT + server.port());
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("begin")) {
                    begin(server);
                } else {
                    end(server);
                }
            }
        }
    }

    private void begin(RpcServer server) {
        accepted.clear();
        refusedBefore = server.admission().refused();
        hiccups.begin();
        measuring = true;
    }

    private void end(RpcServer server) {
        measuring = false;
        hiccups.end();
        System.out.printf(
                SEEN + "%d;%s;%s;%,d;%d%n",
                accepted.count(),
                accepted,
                hiccups,
                server.admission().refused() - refusedBefore,
                server.admission().limit());
    }

    public static void main(String[] args) throws IOException {
        new OverloadProvider().run();
        System.exit(0);
    }
}
