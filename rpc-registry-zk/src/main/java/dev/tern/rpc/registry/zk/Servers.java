package dev.tern.rpc.registry.zk;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.function.IntSupplier;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * The servers in a random order, their names resolved again each time. ZooKeeper's client divides the session timeout by their number to get how long it waits for the answer of one
 * that it connects to: with one server all of it. Where packets vanish that would be too long to be back soon after they no longer do, so the number is told as if there were more.
 *
 * <p>What the client divides is the timeout that it asks for until there is a session, then the one that the server granted, which may be far shorter.
 */
final class Servers implements HostProvider {

    private final StaticHostProvider known;
    private final int requested;
    private final Duration attempt;
    private volatile IntSupplier negotiated = () -> 0;

    /**
     * @param text {@code host:port}, several separated by commas
     * @param requested the session timeout that is asked for, in milliseconds
     * @param attempt how long one is waited for at most
     */
    Servers(String text, int requested, Duration attempt) {
        this.known = new StaticHostProvider(new ConnectStringParser(text).getServerAddresses());
        this.requested = requested;
        this.attempt = attempt;
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

    @Override
    public InetSocketAddress next(long spinDelay) {
        return known.next(spinDelay);
    }

    @Override
    public void onConnected() {
        known.onConnected();
    }

    @Override
    public boolean updateServerList(Collection<InetSocketAddress> servers, InetSocketAddress current) {
        return known.updateServerList(servers, current);
    }
}
