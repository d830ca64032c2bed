package dev.tern.rpc.e2e;

import dev.tern.rpc.RpcException;
import dev.tern.rpc.io.RpcInput;
import dev.tern.rpc.io.RpcOutput;
import dev.tern.rpc.wire.ErrorFrame;
import dev.tern.rpc.wire.FrameLayout;
import dev.tern.rpc.wire.FrameType;
import dev.tern.rpc.wire.Hello;
import dev.tern.rpc.wire.PartFrame;
import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/** One end of a connection played by hand, with blocking sockets: a consumer or a provider that does what it likes. */
final class RawPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    static RawPeer connect(int port) throws IOException {
        return new RawPeer(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static RawPeer accept(ServerSocket listening) throws IOException {
        listening.setSoTimeout(TIMEOUT_MILLIS);
        return new RawPeer(listening.accept());
    }

    /** Says HELLO and reads the other's. */
    Hello hello(String instance) throws IOException {
        return hello(instance, 0);
    }

    /** The same, with a window for messages in parts. */
    Hello hello(String instance, int windowBytes) throws IOException {
        send(
                new Hello(
                        Hello.VERSION,
                        8 * 1024 * 1024,
                        10_000,
                        FrameLayout.MAX_TAIL_BYTES,
                        windowBytes,
                        "raw",
                        instance)::write);
        Frame frame = read();
        return Hello.read(frame.in);
    }

    void send(Consumer<RpcOutput> frame) throws IOException {
        RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE);
        frame.accept(out);
        socket.getOutputStream().write(out.array(), 0, (int) out.size());
    }

    /** Sends frames so that the other end reads them at once. */
    void sendTogether(List<Consumer<RpcOutput>> frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Consumer<RpcOutput> frame : frames) {
            RpcOutput out = new RpcOutput(256, Integer.MAX_VALUE);
            frame.accept(out);
            bytes.write(out.array(), 0, (int) out.size());
        }
        socket.getOutputStream().write(bytes.toByteArray());
    }

    void sendHex(String hex) throws IOException {
        socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** Sends bytes as they are. */
    void sendRaw(ByteBuf bytes) throws IOException {
        bytes.readBytes(socket.getOutputStream(), bytes.readableBytes());
        bytes.release();
    }

    void credit(int id, int bytes) throws IOException {
        send(out -> PartFrame.writeCredit(out, id, bytes));
    }

    void cancel(int id) throws IOException {
        send(cancelOf(id));
    }

    static Consumer<RpcOutput> cancelOf(int id) {
        return out -> {
            FrameLayout.begin(out, FrameType.CANCEL, FrameLayout.NO_FLAGS, id);
            FrameLayout.end(out);
        };
    }

    void goaway(boolean last, int lastId) throws IOException {
        send(out -> {
            FrameLayout.begin(out, FrameType.GOAWAY, last ? FrameLayout.FINAL : FrameLayout.NO_FLAGS, lastId);
            FrameLayout.end(out);
        });
    }

    void respond(int id, Consumer<RpcOutput> body) throws IOException {
        send(out -> {
            FrameLayout.begin(out, FrameType.RESPONSE, FrameLayout.NO_FLAGS, id);
            body.accept(out);
            FrameLayout.end(out);
        });
    }

    /** The next frame; null at the end of the connection. */
    Frame read() throws IOException {
        try {
            int length = in.readInt();
            byte[] bytes = new byte[length];
            in.readFully(bytes);
            RpcInput input = new RpcInput(bytes);
            FrameType type = FrameType.of(input.getByte());
            int flags = input.getByte() & 0xff;
            return new Frame(type, flags, input);
        } catch (EOFException e) {
            return null;
        } catch (SocketException e) {
            return null; // reset
        }
    }

    /** The next frame of a type; others are passed over. */
    Frame read(FrameType type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame == null) {
                throw new EOFException("connection ended before " + type);
            }
            if (frame.type == type) {
                return frame;
            }
        }
    }

    /** Reads to the end of the connection. */
    void awaitEnd() throws IOException {
        while (read() != null) {
            // more before the end
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame; the input stands behind the flags. */
    record Frame(FrameType type, int flags, RpcInput in) {

        RpcException error() {
            in.getFixedInt();
            return ErrorFrame.read(in, flags, "provider");
        }
    }
}
