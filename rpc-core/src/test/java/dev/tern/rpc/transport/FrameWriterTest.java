package dev.tern.rpc.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tern.rpc.io.BodyLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A writer on a real socket -> a peer that counts. Frames are records of this test: a sender and how many it has sent, and filling. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FrameWriterTest {

    private static final int SENDERS = 3;

    private final Buffers buffers = new Buffers(BodyLimits.STANDARD);
    private final Recorder recorder = new Recorder();
    private final FrameWriter writer = new FrameWriter(buffers, recorder, () -> {});
    private final AtomicIntegerArray received = new AtomicIntegerArray(SENDERS);
    private final AtomicBoolean outOfOrder = new AtomicBoolean();
    private Loops loops;
    private ServerSocket listening;
    private Socket peer;
    private Channel channel;

    @BeforeEach
    void connect() throws Exception {
        loops = new Loops("test", 1);
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        listening.setReceiveBufferSize(8 * 1024);
        channel = new Bootstrap()
                .group(loops.group())
                .channel(Loops.socketChannel())
                .handler(new ChannelDuplexHandler() {
                    @Override
                    public void handlerAdded(ChannelHandlerContext ctx) {
                        writer.open(ctx.channel());
                    }

                    @Override
                    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                        writer.drain();
                    }
                })
                .connect(listening.getLocalSocketAddress())
                .sync()
                .channel();
        peer = listening.accept();
        writer.byCallersToo();
    }

    @AfterEach
    void close() throws Exception {
        loops.close();
        writer.close();
        peer.close();
        listening.close();
    }

    /** Each sender waits for the peer to have its frame before the next one: a frame that nobody sees to is one for ever. */
    @Test
    void send_fromManyThreadsWhileTheLoopLooksAtTheQueue_writesEachFrameOnceAndInOrder() throws Exception {
        int frames = 2000;
        startReading();
        AtomicBoolean done = new AtomicBoolean();
        lookAtTheQueue(done);
        CountDownLatch ended = new CountDownLatch(SENDERS);
        for (int s = 0; s < SENDERS; s++) {
            int sender = s;
            new Thread(() -> {
                        for (int n = 1; n <= frames; n++) {
                            send(sender, n, 0, n % 5 != 0);
                            while (n % 4 != 0 && received.get(sender) < n && !outOfOrder.get()) {
                                Thread.onSpinWait();
                            }
                        }
                        ended.countDown();
                    })
                    .start();
        }

        assertThat(ended.await(50, TimeUnit.SECONDS)).as("each frame arrives").isTrue();
        awaitReceived(0, frames);
        done.set(true);
        assertThat(outOfOrder).isFalse();
        assertThat(recorder.twoAtATime).isFalse();
    }

    private void lookAtTheQueue(AtomicBoolean done) {
        channel.eventLoop().execute(() -> {
            writer.forEachQueued(frame -> {});
            if (!done.get()) {
                lookAtTheQueue(done);
            }
        });
    }

    @Test
    void send_loneFrameThatMayBe_isWrittenByTheSender() throws Exception {
        startReading();
        send(0, 1, 0, true);
        awaitReceived(0, 1);

        assertThat(recorder.threads.peek() == Thread.currentThread()).isEqualTo(byCaller());
        send(0, 2, 0, false);
        awaitReceived(0, 2);
        assertThat(new ArrayList<>(recorder.threads).get(1)).isInstanceOf(LoopThread.class);
    }

    private static boolean byCaller() {
        return Loops.socketChannel().getSimpleName().startsWith("Epoll");
    }

    @Test
    void byLoopOnly_whenItHasReturned_noSenderWrites() throws Exception {
        startReading();
        send(0, 1, 0, true);
        awaitReceived(0, 1);
        writer.byLoopOnly();
        recorder.threads.clear();
        for (int n = 2; n <= 100; n++) {
            send(0, n, 0, true);
        }
        awaitReceived(0, 100);

        assertThat(recorder.threads).hasSize(99).allMatch(LoopThread.class::isInstance);
    }

    @Test
    void close_ofTheLoops_firstTakesTheSendersTheirRight() throws Exception {
        startReading();
        loops.close();
        send(0, 1, 0, true);

        assertThat(recorder.threads).isEmpty();
        assertThat(recorder.neverWritten).hasValue(1);
    }

    /** The peer does not read: a sender's write ends in the middle of a frame, and the loop has the rest. */
    @Test
    void send_socketFull_keepsTheOrderAndLosesNothing() throws Exception {
        int frames = 2000;
        for (int n = 1; n <= frames; n++) {
            send(0, n, 4000, true);
        }
        assertThat(received.get(0)).isZero();
        startReading();
        awaitReceived(0, frames);

        assertThat(outOfOrder).isFalse();
    }

    @Test
    void close_queuedFrames_areNeverWritten() throws Exception {
        for (int n = 1; n <= 4000; n++) {
            send(0, n, 4000, true);
        }
        channel.close().sync();
        channel.eventLoop().submit(writer::close).sync();
        int written = recorder.threads.size();
        send(0, 4001, 0, true);
        channel.eventLoop().submit(() -> {}).sync();

        assertThat(written).isLessThan(4000);
        assertThat(recorder.neverWritten).hasValue(4001 - written);
    }

    private void send(int sender, int number, int filling, boolean byCaller) {
        Outgoing frame = buffers.outgoing(1 << 20);
        frame.out().reserve(9 + filling);
        frame.out().putFixedInt(5 + filling);
        frame.out().putByte(sender);
        frame.out().putFixedInt(number);
        frame.out().putRaw(new byte[filling], 0, filling);
        frame.owner(sender);
        frame.mayBeWrittenByCaller(byCaller);
        writer.send(frame);
    }

    private void startReading() {
        Thread reader = new Thread(() -> {
            try {
                DataInputStream in = new DataInputStream(peer.getInputStream());
                while (true) {
                    int length = in.readInt();
                    int sender = in.readByte();
                    int number = in.readInt();
                    in.skipNBytes(length - 5);
                    if (received.get(sender) + 1 != number) {
                        outOfOrder.set(true);
                    }
                    received.set(sender, number);
                }
            } catch (IOException | RuntimeException e) {
                // the end of the test, or what outOfOrder says
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private void awaitReceived(int sender, int number) {
        while (received.get(sender) < number && !outOfOrder.get()) {
            Thread.onSpinWait();
        }
        assertThat(received.get(sender)).isEqualTo(number);
    }

    /** Counts the frames, and who writes them. */
    private static final class Recorder extends UnexpectingHandler {

        final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        final AtomicInteger neverWritten = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final AtomicBoolean twoAtATime = new AtomicBoolean();

        @Override
        public boolean beforeWrite(Outgoing frame) {
            if (inside.incrementAndGet() != 1) {
                twoAtATime.set(true);
            }
            threads.add(Thread.currentThread());
            inside.decrementAndGet();
            return true;
        }

        @Override
        public void neverWritten(Outgoing frame) {
            neverWritten.incrementAndGet();
        }
    }
}
