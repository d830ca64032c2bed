package dev.tern.rpc.server;

import dev.tern.rpc.registry.RegistryUri;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;

/**
 * The address of this machine that others reach it by: the one from which it would itself reach the registry. The first of several network
 * interfaces, which many frameworks take, is often the wrong one.
 */
final class LocalAddress {

    private LocalAddress() {}

    /** The local end of a route to the registry's first host; loopback if there is none. Sends nothing. */
    static String towards(RegistryUri registry) {
        String first = registry.authority().split(",", 2)[0];
        int colon = first.lastIndexOf(':');
        if (colon < 1) {
            return loopback();
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            InetAddress host = InetAddress.getByName(first.substring(0, colon));
            socket.connect(new InetSocketAddress(host, Integer.parseInt(first.substring(colon + 1))));
            InetAddress local = socket.getLocalAddress();
            return local.isAnyLocalAddress() ? loopback() : text(local);
        } catch (SocketException | UnknownHostException | IllegalArgumentException e) {
            return loopback();
        }
    }

    private static String loopback() {
        return text(InetAddress.getLoopbackAddress());
    }

    private static String text(InetAddress address) {
        String host = address.getHostAddress();
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
