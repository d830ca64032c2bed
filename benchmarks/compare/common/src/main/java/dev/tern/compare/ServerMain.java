package dev.tern.compare;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Server process: args are contender and port; port+1 is the control channel ("reset", "read", "exit"). */
public final class ServerMain {
    public static void main(String[] args) throws Exception {
        String name = args[0];
        int port = Integer.parseInt(args[1]);
        // A forgotten server must not live for ever.
        Thread watchdog = new Thread(() -> {
            try {
                Thread.sleep(90 * 60_000L);
            } catch (InterruptedException e) {
                return;
            }
            Runtime.getRuntime().halt(3);
        });
        watchdog.setDaemon(true);
        watchdog.start();
        Contender.find(name).startServer(name, port);
        try (ServerSocket control = new ServerSocket(port + 1, 4, InetAddress.getByName("127.0.0.1"))) {
            System.out.println("READY " + name);
            try (Socket s = control.accept();
                 BufferedReader in = new BufferedReader(new InputStreamReader(s.getInputStream()))) {
                Probe before = Probe.take();
                for (String line; (line = in.readLine()) != null; ) {
                    if (line.equals("exit")) {
                        break;
                    }
                    Probe now = Probe.take();
                    if (line.equals("read")) {
                        long[] d = now.since(before);
                        s.getOutputStream().write((d[0] + " " + d[1] + " " + d[2] + " " + d[3] + "\n")
                                .getBytes(StandardCharsets.US_ASCII));
                    } else {
                        before = now;
                        s.getOutputStream().write("ok\n".getBytes(StandardCharsets.US_ASCII));
                    }
                }
            }
        }
        Runtime.getRuntime().halt(0);
    }
}
