package dev.tern.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The provider's process: {@code CONTENDER PORT}. On the next port it answers the consumer's process about its counters: {@code reset} begins anew,
 * {@code read} is answered by what happened since, {@code exit} ends the process.
 */
public final class ProviderMain {

    private ProviderMain() {}

    public static void main(String[] args) throws Exception {
        String name = args[0];
        int port = Integer.parseInt(args[1]);
        Forgotten.endAfter(Duration.ofMinutes(180));
        Contender.find(name).provide(name, port);
        try (ServerSocket control = new ServerSocket(port + 1, 4, InetAddress.getByName("127.0.0.1"))) {
            Child.tell("READY");
            try (Socket consumer = control.accept()) {
                answer(consumer);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void answer(Socket consumer) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(consumer.getInputStream(), StandardCharsets.US_ASCII));
        Probe before = Probe.take();
        for (String line; (line = in.readLine()) != null && !line.equals("exit"); ) {
            Probe now = Probe.take();
            String answer = "ok";
            if (line.equals("read")) {
                answer = now.since(before).toString();
            } else {
                before = now;
            }
            consumer.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }
}
