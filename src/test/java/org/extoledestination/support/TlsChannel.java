package org.extoledestination.support;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** The client's side of TLS, step by step: how far it goes is the test's choice, and nothing of it stays in memory. */
public final class TlsChannel {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private final ByteBuffer read;

    private TlsChannel(SSLContext context) {
        engine = context.createSSLEngine("localhost", 0);
        engine.setUseClientMode(true);
        out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        in = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize());
        read = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    /** Connects to a port of this machine, from one of its loopback addresses. */
    public static SocketChannel connect(String from, int port) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.bind(new InetSocketAddress(from, 0));
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return channel;
    }

    /** What a client says first. */
    public static byte[] hello(SSLContext context) throws SSLException {
        TlsChannel client = new TlsChannel(context);
        client.engine.beginHandshake();
        client.engine.wrap(NOTHING, client.out);
        byte[] hello = new byte[client.out.flip().remaining()];
        client.out.get(hello);
        return hello;
    }

    /** The whole handshake, and then this text. */
    public static void greet(SocketChannel channel, SSLContext context, String then) throws IOException {
        TlsChannel client = new TlsChannel(context);
        client.engine.beginHandshake();
        HandshakeStatus next = client.engine.getHandshakeStatus();
        while (next != HandshakeStatus.NOT_HANDSHAKING) {
            client.step(channel, next);
            next = client.engine.getHandshakeStatus();
        }
        if (!then.isEmpty()) {
            client.write(channel, ByteBuffer.wrap(then.getBytes(StandardCharsets.US_ASCII)));
        }
    }

    private void step(SocketChannel channel, HandshakeStatus next) throws IOException {
        switch (next) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> write(channel, NOTHING);
            default -> {
                in.flip();
                Status status = engine.unwrap(in, read).getStatus();
                in.compact();
                if (status == Status.BUFFER_UNDERFLOW && channel.read(in) < 0) {
                    throw new EOFException();
                }
            }
        }
    }

    private void write(SocketChannel channel, ByteBuffer text) throws IOException {
        out.clear();
        engine.wrap(text, out);
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }
}
