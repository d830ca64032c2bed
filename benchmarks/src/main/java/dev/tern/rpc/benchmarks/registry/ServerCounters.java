package dev.tern.rpc.benchmarks.registry;

/**
 * What the server counts itself, at a moment or between two.
 *
 * @param nanos when
 * @param received packets
 * @param sent packets, events included
 * @param bytesReceived with the four bytes before each packet
 * @param bytesSent answers and events, without the four bytes before each packet, without answers to pings and to the opening of sessions
 * @param nodes there now
 * @param ephemerals of them, bound to sessions
 * @param watches there now
 * @param connections there now
 * @param outstanding requests now
 * @param expired sessions
 * @param meanSync of its log, in ms, since it was started
 * @param longestSync likewise
 */
record ServerCounters(
        long nanos,
        long received,
        long sent,
        long bytesReceived,
        long bytesSent,
        long nodes,
        long ephemerals,
        long watches,
        long connections,
        long outstanding,
        long expired,
        long meanSync,
        long longestSync) {

    /** Reads the answer of {@link ServerRole}. */
    static ServerCounters of(long[] values) {
        return new ServerCounters(
                values[0],
                values[1],
                values[2],
                values[3],
                values[4] + values[5],
                values[6],
                values[7],
                values[8],
                values[9],
                values[10],
                values[11],
                values[12],
                values[13]);
    }

    /** What was counted since then; what is there now stays. */
    ServerCounters since(ServerCounters before) {
        return new ServerCounters(
                nanos - before.nanos,
                received - before.received,
                sent - before.sent,
                bytesReceived - before.bytesReceived,
                bytesSent - before.bytesSent,
                nodes,
                ephemerals,
                watches,
                connections,
                outstanding,
                expired - before.expired,
                meanSync,
                longestSync);
    }

    long packets() {
        return received + sent;
    }

    long bytes() {
        return bytesReceived + bytesSent;
    }

    double seconds() {
        return nanos / 1e9;
    }
}
