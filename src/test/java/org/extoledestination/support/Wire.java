package org.extoledestination.support;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One connection on which anything can be sent, sound or not. */
public final class Wire implements Closeable {

    private static final int PATIENCE = 30_000;

    private final Socket socket;

    private Wire(Socket socket) {
        this.socket = socket;
    }

    /** Connects to the port of an address. */
    public static Wire to(URI address) {
        return to(address, "127.0.0.1");
    }

    /** The same from one of the addresses of the loopback, such as {@code 127.0.0.2}. */
    public static Wire to(URI address, String from) {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getAllByName(from)[0], 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()), PATIENCE);
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The head of a POST, with an empty line at its end. */
    public static String post(String path, String... headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    /** Sends a text; whether it could be sent. */
    public boolean send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The same of bytes. */
    public boolean send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Says that nothing more comes. */
    public Wire end() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // It is closed already.
        }
        return this;
    }

    /** All that comes until the other side closes, or until {@code patience} is over. */
    public String answer(Duration patience) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.setSoTimeout((int) patience.toMillis());
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[4_096];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                all.write(buffer, 0, count);
            }
        } catch (SocketTimeoutException e) {
            all.writeBytes(" [open]".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            all.writeBytes(" [reset]".getBytes(StandardCharsets.US_ASCII));
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    /** Whether the other side has closed it by now. */
    public boolean isClosed() {
        return !answer(Duration.ofMillis(1)).endsWith("[open]");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
