package dev.tern.compare.raw;

import dev.tern.compare.AsyncUserService;
import dev.tern.compare.Page;
import dev.tern.compare.User;
import dev.tern.compare.UserService;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** Callers encode into their own reused byte array and push the call on a lock-free stack. Whoever drains it sends everything queued in one write. */
final class RawClient implements UserService {

    /** Who drains the stack. */
    enum Mode {
        /** The event loop, in one task per batch. */
        LOOP,
        /** The calling thread, straight to the file descriptor, when no other caller is doing so. */
        DIRECT,
        /** Direct while few calls are outstanding, else the event loop. */
        AUTO
    }

    private static final int SLOTS = 1 << 16;
    private static final int YIELDS = Integer.getInteger("raw.yield", 0);

    private final Conn[] conns;
    private final AtomicInteger nextThread = new AtomicInteger();
    private final ThreadLocal<Call> calls = new ThreadLocal<>() {
        @Override
        protected Call initialValue() {
            return new Call(conns[nextThread.getAndIncrement() % conns.length]);
        }
    };

    RawClient(EventLoopGroup group, int port, int connections, Mode mode) throws InterruptedException {
        conns = new Conn[connections];
        for (int i = 0; i < connections; i++) {
            Conn conn = conns[i] = new Conn(mode);
            conn.channel = new Bootstrap().group(group).channel(EpollSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, RawContender.receiveBuffers())
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel ch) {
                            ch.pipeline().addLast(conn);
                        }
                    })
                    .connect("127.0.0.1", port).sync().channel();
            conn.fd = ((EpollSocketChannel) conn.channel).fd();
        }
    }

    /** A request and, later, its answer. Sync callers own one per thread and reuse it. */
    static final class Call {
        final Conn conn;
        final Bytes request = new Bytes(64);
        Bytes response;
        byte[] tail; // large payload that goes behind the request without being copied into it
        Call next;
        Thread waiter;
        CompletableFuture<Boolean> future;
        volatile boolean done;

        Call(Conn conn) {
            this.conn = conn;
        }

        Bytes begin(int op) {
            request.end = 8;
            request.putByte(op);
            return request;
        }

        void send() {
            Bytes.INT.set(request.array, 0, request.end - 4 + (tail == null ? 0 : tail.length));
            conn.push(this);
        }

        Bytes await() {
            done = false;
            waiter = Thread.currentThread();
            send();
            for (int n = YIELDS; n > 0 && !done; n--) {
                Thread.yield();
            }
            while (!done) {
                LockSupport.park(this);
            }
            response.at = 0;
            return response;
        }
    }

    static final class Conn extends Frames implements Runnable {
        private static final VarHandle HEAD;
        private static final VarHandle LOCK;

        static {
            try {
                HEAD = MethodHandles.lookup().findVarHandle(Conn.class, "head", Call.class);
                LOCK = MethodHandles.lookup().findVarHandle(Conn.class, "lock", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final AtomicReferenceArray<Call> pending = new AtomicReferenceArray<>(SLOTS);
        private final boolean direct;
        private final boolean auto;
        private final int autoLimit = Integer.getInteger("raw.auto", 2);
        Channel channel;
        FileDescriptor fd;
        @SuppressWarnings("unused") // by HEAD
        private volatile Call head;

        @SuppressWarnings("unused") // by LOCK
        private volatile int lock;

        private volatile boolean congested;
        private int id; // guarded by lock
        private int answered; // event loop
        private ByteBuf scratch = Unpooled.directBuffer(1 << 16); // guarded by lock

        Conn(Mode mode) {
            direct = mode != Mode.LOOP;
            auto = mode == Mode.AUTO;
        }

        void push(Call c) {
            Call h;
            do {
                h = head;
                c.next = h;
            } while (!HEAD.compareAndSet(this, h, c));
            if (direct && !congested && (!auto || id - answered < autoLimit)) {
                drainDirect();
            } else if (h == null) {
                channel.eventLoop().execute(this);
            }
        }

        /** One batch; what was queued meanwhile goes with the next, from the event loop, so that batches can grow. */
        private void drainDirect() {
            if (head == null || congested || !LOCK.compareAndSet(this, 0, 1)) {
                return; // the holder looks at the stack again after it has unlocked
            }
            try {
                if (head != null && !congested) {
                    ByteBuf out = scratch = collect(scratch.clear());
                    int size = out.readableBytes();
                    for (int sent = 0; sent < size; ) {
                        int n = fd.writeAddress(out.memoryAddress(), sent, size);
                        if (n <= 0) {
                            congested = true;
                            ByteBuf rest = channel.alloc().directBuffer(size - sent).writeBytes(out, sent, size - sent);
                            channel.writeAndFlush(rest).addListener(f -> {
                                congested = false;
                                run();
                            });
                            break;
                        }
                        sent += n;
                    }
                }
            } catch (IOException e) {
                channel.close();
            } finally {
                LOCK.setVolatile(this, 0);
            }
            if (head != null && !congested) {
                channel.eventLoop().execute(this);
            }
        }

        /** On the event loop. */
        @Override
        public void run() {
            if (direct) {
                drainDirect();
                return;
            }
            if (head == null) {
                return;
            }
            ByteBuf out = collect(channel.alloc().directBuffer(1 << 12));
            channel.writeAndFlush(out, channel.voidPromise());
        }

        private ByteBuf collect(ByteBuf out) {
            Call c = (Call) HEAD.getAndSet(this, null);
            Call first = null;
            while (c != null) { // newest first: turn it round
                Call n = c.next;
                c.next = first;
                first = c;
                c = n;
            }
            for (c = first; c != null; ) {
                Call n = c.next;
                c.next = null;
                int i = id++;
                byte[] bytes = c.request.array;
                int length = c.request.end;
                Bytes.INT.set(bytes, 4, i);
                out.writeBytes(bytes, 0, length);
                if (c.tail != null) {
                    out.writeBytes(c.tail);
                    c.tail = null;
                }
                pending.setRelease(i & SLOTS - 1, c);
                c = n;
            }
            return out;
        }

        @Override
        void frame(ChannelHandlerContext ctx, Bytes in, int end) {
            int slot = in.getInt() & SLOTS - 1;
            Call c = pending.getAcquire(slot);
            pending.setPlain(slot, null);
            answered++;
            if (c.future != null) {
                c.future.complete(in.array[in.at] != 0);
                return;
            }
            int n = end - in.at;
            Bytes b = c.response;
            if (b == null || b.array.length < n) {
                b = c.response = new Bytes(Math.max(256, n));
            }
            System.arraycopy(in.array, in.at, b.array, 0, n);
            b.end = n;
            Thread waiter = c.waiter;
            c.done = true;
            LockSupport.unpark(waiter);
        }

        @Override
        void batchEnd(ChannelHandlerContext ctx) {
            // the write side has its own task
        }
    }

    @Override
    public boolean existUser(String email) {
        Call c = calls.get();
        c.begin(RawServer.EXIST).putString(email);
        return c.await().array[0] != 0;
    }

    @Override
    public boolean createUser(User user) {
        Call c = calls.get();
        c.begin(RawServer.CREATE).putUser(user);
        return c.await().array[0] != 0;
    }

    @Override
    public User getUser(long id) {
        Call c = calls.get();
        c.begin(RawServer.GET).putLong(id);
        return c.await().getUser();
    }

    @Override
    public Page<User> listUser(int pageNo) {
        Call c = calls.get();
        c.begin(RawServer.LIST).putInt(pageNo);
        return c.await().getPage();
    }

    @Override
    public byte[] echo(byte[] data) {
        Call c = calls.get();
        c.begin(RawServer.ECHO);
        c.tail = data;
        Bytes b = c.await();
        byte[] result = new byte[b.end];
        System.arraycopy(b.array, 0, result, 0, b.end);
        return result;
    }

    private int asyncTurn;

    AsyncUserService async() {
        return email -> {
            Call c = new Call(conns[(asyncTurn++ & 0x7fffffff) % conns.length]);
            c.begin(RawServer.EXIST).putString(email);
            c.future = new CompletableFuture<>();
            c.send();
            return c.future;
        };
    }
}
