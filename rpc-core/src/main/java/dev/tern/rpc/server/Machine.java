package dev.tern.rpc.server;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network of this machine.
 *
 * @param interfaces those that are up, in the machine's order
 * @param routes where ways to other machines begin
 */
record Machine(List<Interface> interfaces, Routes routes) {

    private static final Logger log = LoggerFactory.getLogger(Machine.class);

    /**
     * A network interface.
     *
     * @param direct whether others reach it by themselves: it is not loopback, no point-to-point link such as a VPN's, and nothing that only exists inside this machine, such as a bridge of Docker
     */
    record Interface(String name, boolean direct, List<InetAddress> addresses) {}

    /** Where ways to other machines begin. */
    @FunctionalInterface
    interface Routes {

        /**
         * The local ends of ways to a host, one for each of its addresses that there is a way to. Sends nothing to it.
         *
         * @throws IOException if its name cannot be resolved or nothing leads there
         */
        List<InetAddress> towards(String host, int port) throws IOException;
    }

    /** As it is now. */
    static Machine here() {
        List<Interface> interfaces = new ArrayList<>();
        try {
            for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                add(each, interfaces);
            }
        } catch (SocketException e) {
            throw new IllegalStateException("the network interfaces of this machine cannot be listed", e);
        }
        return new Machine(List.copyOf(interfaces), Machine::localEnds);
    }

    private static void add(NetworkInterface each, List<Interface> interfaces) {
        try {
            if (each.isUp()) {
                boolean direct = !each.isLoopback()
                        && !each.isPointToPoint()
                        && !each.isVirtual()
                        && !each.getName()
                                .matches("(docker|br-|veth|virbr|cni|flannel|cali|lxc|podman|vmnet|vboxnet).*");
                interfaces.add(new Interface(each.getName(), direct, Collections.list(each.getInetAddresses())));
            }
        } catch (SocketException e) { // such as the end of a container, while it stops
            log.debug("{} has gone since it was listed", each.getName(), e);
        }
    }

    private static List<InetAddress> localEnds(String host, int port) throws IOException {
        List<InetAddress> ends = new ArrayList<>();
        IOException none = new IOException("nothing leads to " + host);
        for (InetAddress address : InetAddress.getAllByName(host)) {
            try (DatagramSocket socket = new DatagramSocket()) {
                socket.connect(new InetSocketAddress(address, port));
                if (!socket.getLocalAddress().isAnyLocalAddress()) {
                    ends.add(socket.getLocalAddress());
                }
            } catch (IOException | IllegalArgumentException e) {
                none.addSuppressed(e);
            }
        }
        if (ends.isEmpty()) {
            throw none;
        }
        return ends;
    }

    /** For error texts: {@code "lo 127.0.0.1, eth0 10.0.0.7 fe80::1"}. */
    @Override
    public String toString() {
        return interfaces.stream()
                .map(each -> each.name()
                        + each.addresses().stream()
                                .map(address -> " " + address.getHostAddress())
                                .collect(Collectors.joining()))
                .collect(Collectors.joining(", "));
    }
}
