package dev.tern.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Which transport is taken; the build runs this twice, the second time with native transports switched off. */
class TransportTest {

    @Test
    void socketChannel_isEpollWhereItIsThereElseNio() {
        boolean switchedOff = Boolean.getBoolean("io.netty.transport.noNative");
        boolean linux = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux");

        assertThat(Loops.socketChannel())
                .isEqualTo(linux && !switchedOff ? EpollSocketChannel.class : NioSocketChannel.class);
    }
}
