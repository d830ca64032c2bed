package dev.tern.samples.shop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Passes the bytes of connections on, until it is told to swallow them: then nothing arrives any more in either direction and no connection ends, as where a firewall has forgotten
 * about them. What was swallowed is lost: those connections stay dead when it passes on again.
 */
final class SwallowingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
    private volatile boolean swallows;

    /** Passes on to a port of this machine. */
    SwallowingProxy(int target) throws IOException {
        this.target = target;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept, "proxy-accept");
    }

    int port() {
        return server.getLocalPort();
    }

    void swallow(boolean now) {
        if (now) {
            dead.addAll(open);
        }
        swallows = now;
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                open.add(near);
                if (swallows) {
                    dead.add(near); // accepted by the system, answered by nobody
                    continue;
                }
                connect(near);
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(far);
            start(() -> pass(near, far), "proxy-to");
            start(() -> pass(far, near), "proxy-from");
        } catch (IOException e) {
            close(near); // the target refused
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] bytes = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (!swallows && !dead.contains(from) && !dead.contains(to)) {
                    out.write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // one end is gone, so the other has to go
        }
        if (!swallows) {
            close(from);
            close(to);
        }
    }

    private static void start(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // it is gone
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(this::close);
    }
}
