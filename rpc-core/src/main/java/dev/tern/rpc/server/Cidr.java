package dev.tern.rpc.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** A range of addresses, {@code 10.0.0.0/8} or {@code fd00::/8}. */
final class Cidr {

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = text.substring(0, Math.max(slash, 0));
        String bits = text.substring(slash + 1);
        if (!address.matches("\\d+(\\.\\d+){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*") || !bits.matches("\\d{1,3}")) {
            throw wrong(text);
        }
        try {
            byte[] network = InetAddress.getByName(address).getAddress(); // a literal: nothing is resolved
            if (Integer.parseInt(bits) > network.length * 8) {
                throw wrong(text);
            }
            return new Cidr(network, Integer.parseInt(bits));
        } catch (UnknownHostException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "advertisedHost: range '" + text + "' (expected: such as 10.0.0.0/8 or fd00::/8)");
    }

    boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((other[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
