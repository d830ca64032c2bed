package dev.tern.rpc.registry.zk;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import org.apache.zookeeper.client.ConnectStringParser;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * The servers in a random order, their names resolved again each time. ZooKeeper's client divides the session timeout by their number to get how long it waits for the answer of one
 * that it connects to: with one server all of it. Where packets vanish that would be too long to be back soon after they no longer do, so the number is told as if there were more.
 */
final class Servers implements HostProvider {

    private final StaticHostProvider known;
    private final int size;

    /**
     * @param text {@code host:port}, several separated by commas
     * @param attempt how long one is waited for at most
     */
    Servers(String text, Duration session, Duration attempt) {
        known = new StaticHostProvider(new ConnectStringParser(text).getServerAddresses());
        size = Math.max(known.size(), (int) Math.ceil((double) session.toMillis() / attempt.toMillis()));
    }

    @Override
    public int size() {
        return size;
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
