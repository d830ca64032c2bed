package dev.tern.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.io.BodyLimits;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code a handler that takes notes <- Link <- a socket that fails when it is told to}, with a clock that is moved by hand. */
class LinkTest {

    private static final Hello HELLO = new Hello(Hello.VERSION, 1 << 20, 10_000, "test", "");

    private final Buffers buffers = new Buffers(BodyLimits.STANDARD);
    private final Notes notes = new Notes();
    private final FailingChannel channel = new FailingChannel();
    private final Link link = new Link(LinkSettings.STANDARD, HELLO, buffers, notes);

    @BeforeEach
    void open() {
        channel.freezeTime();
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        channel.pipeline().addLast(link);
        channel.runPendingTasks();
        receive(HELLO::write);
        channel.releaseOutbound();
        assertThat(notes.told).containsExactly("opened");
        notes.told.clear();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void failedWrite_whatThePeerHadSent_isToldBeforeTheClose() {
        channel.fails = true;
        send("written");
        assertThat(notes.told).containsExactly("before written", "broken: Broken pipe");

        receive(out -> {
            FrameLayout.begin(out, FrameType.GOAWAY, FrameLayout.FINAL, 7);
            FrameLayout.end(out);
        });
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.runPendingTasks();

        assertThat(notes.told)
                .containsExactly("before written", "broken: Broken pipe", "frame GOAWAY", "closed: Broken pipe");
    }

    @Test
    void failedWrite_whatIsSentAfterIt_isRefusedAtOnce() {
        channel.fails = true;
        send("written");
        notes.told.clear();

        send("late");

        assertThat(notes.told).containsExactly("never late");
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void failedWrite_noEndComes_isClosedAfterASecond() {
        channel.fails = true;
        send("written");
        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(notes.told).containsExactly("before written", "broken: Broken pipe", "closed: Broken pipe");
    }

    @Test
    void failedWrite_readFailsToo_theFirstReasonIsTold() {
        channel.fails = true;
        send("written");
        channel.pipeline().fireExceptionCaught(new IOException("Connection reset"));
        channel.runPendingTasks();

        assertThat(notes.told).containsExactly("before written", "broken: Broken pipe", "closed: Broken pipe");
    }

    @Test
    void failedWrite_ofAChannelThatClosesByItself_isTheEnd() {
        channel.config().setOption(ChannelOption.AUTO_CLOSE, true);
        channel.fails = true;
        send("written");

        assertThat(channel.isOpen()).isFalse();
        assertThat(notes.told).containsExactly("before written", "closed: Broken pipe");
    }

    @Test
    void close_afterAFailedWrite_isAtOnce() {
        channel.fails = true;
        send("written");
        link.close("not needed any more");
        channel.runPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(notes.told).last().isEqualTo("closed: not needed any more");
    }

    @Test
    void failedWrite_itsBuffers_areReleased() {
        channel.fails = true;
        send("written");

        assertThat(channel.refused).hasSize(1).allMatch(bytes -> bytes.refCnt() == 0);
    }

    private void send(String name) {
        Outgoing frame = buffers.outgoing(1024);
        frame.out().putByte(0);
        frame.owner(name);
        link.send(frame);
        channel.runPendingTasks();
    }

    private void receive(Consumer<RpcOutput> frame) {
        RpcOutput out = new RpcOutput(256, 4096);
        frame.accept(out);
        channel.writeInbound(Unpooled.copiedBuffer(out.array(), 0, (int) out.size()));
    }

    /** Writes fail when it is told so; reading goes on. */
    private static final class FailingChannel extends EmbeddedChannel {

        final List<ByteBuf> refused = new ArrayList<>();
        boolean fails;

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            if (fails) {
                refused.add((ByteBuf) in.current());
                throw new IOException("Broken pipe");
            }
            super.doWrite(in);
        }

        @Override
        protected void doShutdownOutput() throws Exception {
            throw new IOException("Transport endpoint is not connected"); // as after a reset
        }
    }

    /** Takes down what is told. */
    private static final class Notes extends UnexpectingHandler {

        final List<String> told = new ArrayList<>();

        @Override
        public void opened(Hello hello) {
            told.add("opened");
        }

        @Override
        public void frame(FrameType type, int flags, RpcInput in) {
            told.add("frame " + type);
            in.release();
        }

        @Override
        public boolean beforeWrite(Outgoing frame) {
            told.add("before " + frame.owner());
            return true;
        }

        @Override
        public void stalled(boolean now) {}

        @Override
        public void neverWritten(Outgoing frame) {
            told.add("never " + frame.owner());
        }

        @Override
        public void broken(String reason) {
            told.add("broken: " + reason);
        }

        @Override
        public void closed(String reason) {
            told.add("closed: " + reason);
        }
    }
}
