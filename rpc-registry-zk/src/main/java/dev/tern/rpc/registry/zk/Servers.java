package dev.tern.rpc.registry.zk;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * The servers in a random order, their names resolved again each time. ZooKeeper's client divides the session timeout by their number to get how long it waits for the answer of one
 * that it connects to: with one server all of it. Where packets vanish that would be too long to be back soon after they no longer do, so the number is told as if there were more.
 *
 * <p>Once each of them was tried in vain, attempts are asked for 1.5 to 2 s apart, and the client itself sleeps for up to a second more before each: it writes each attempt to the log, and all the clients there are go on at
 * different moments.
 *
 * <p>What the client divides is the timeout that it asks for until there is a session, then the one that the server granted, which may be far shorter.
 */
final class Servers implements HostProvider {

    private static final long LEAST_MILLIS_APART = 1_500;
    private static final long MOST_MILLIS_APART = 2_000;

    private final StaticHostProvider known;
    private final int requested;
    private final Duration attempt;
    private volatile IntSupplier negotiated = () -> 0;
    private final AtomicInteger attempts;
    private long lastAttemptNanos = System.nanoTime(); // of the client's thread alone

    /**
     * @param text {@code host:port}, several separated by commas
     * @param requested the session timeout that is asked for, in milliseconds
     * @param attempt how long one is waited for at most
     * @param attempts counts the attempts since there was a connection, but for one also those of the client before this one, whose session expired meanwhile
     */
    Servers(String text, int requested, Duration attempt, AtomicInteger attempts) {
        this.known = new StaticHostProvider(new ConnectStringParser(text).getServerAddresses());
        this.requested = requested;
        this.attempt = attempt;
        this.attempts = attempts;
        // One at once: a server may just have said that the session is over.
        attempts.updateAndGet(before -> Math.min(before, known.size() - 1));
    }

    /**
     * Says who knows the session timeout that was granted.
     *
     * @param millis the timeout; 0 while there is no session
     */
    void negotiated(IntSupplier millis) {
        negotiated = millis;
    }

    @Override
    public int size() {
        int granted = negotiated.getAsInt();
        double session = granted > 0 ? granted : requested;
        return Math.max(known.size(), (int) Math.ceil(session / attempt.toMillis()));
    }

    /** Called by the client's own thread before each attempt, which may take its time. */
    @Override
    public InetSocketAddress next(long spinDelay) {
        if (attempts.getAndIncrement() >= known.size()) {
            pause();
        }
        lastAttemptNanos = System.nanoTime();
        return known.next(0);
    }

    private void pause() {
        long apart = ThreadLocalRandom.current().nextLong(LEAST_MILLIS_APART, MOST_MILLIS_APART);
        try {
            Thread.sleep(pauseMillis(apart, System.nanoTime() - lastAttemptNanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the client ends
        }
    }

    /** One that was waited for long is followed by the next at once. */
    static long pauseMillis(long apartMillis, long sinceLastNanos) {
        return Math.max(0, apartMillis - TimeUnit.NANOSECONDS.toMillis(sinceLastNanos));
    }

    @Override
    public void onConnected() {
        attempts.set(0);
        known.onConnected();
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> servers, InetSocketAddress current) {
        return known.updateServerList(servers, current);
    }
}
