package org.extoledestination.abuse;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A connection by which anything can be sent, whether it is HTTP or not. */
final class Wire implements AutoCloseable {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int LARGEST_HEAD = 64 * 1024;
    private static final int LARGEST_BODY = 4 << 20;

    private final Socket socket;
    private final InputStream in;
    private long begin = System.nanoTime();
    private boolean bodiless;

    private Wire(Socket socket, InputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * Connects to a port of this machine.
     *
     * @param from the loopback address to come from; where the system has only one, that is used
     */
    static Wire open(String from, int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        try {
            socket.bind(new InetSocketAddress(address(from), 0));
        } catch (IOException e) {
            // Systems other than Linux answer to 127.0.0.1 alone.
            socket.close();
            socket = new Socket();
            socket.setTcpNoDelay(true);
        }
        socket.connect(new InetSocketAddress(address("127.0.0.1"), port), CONNECT_MILLIS);
        return new Wire(socket, new BufferedInputStream(socket.getInputStream()));
    }

    private static InetAddress address(String text) throws IOException {
        String[] parts = text.split("\\.", -1);
        byte[] bytes = new byte[parts.length];
        for (int i = 0; i < parts.length; i++) {
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return InetAddress.getByAddress(bytes);
    }

    Socket socket() {
        return socket;
    }

    Wire send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Wire send(byte[] bytes) throws IOException {
        begin = System.nanoTime();
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Whether an answer is there, or it is closed. */
    boolean isOver() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends a whole request; that the other side stops reading is no failure, since it may have answered. */
    Reply ask(byte[] request, Duration longest) {
        bodiless = new String(request, 0, Math.min(5, request.length), StandardCharsets.US_ASCII).equals("HEAD ");
        begin = System.nanoTime();
        try {
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // An answer may wait all the same.
        }
        return answer(longest);
    }

    /** The next answer. */
    Reply answer(Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        String head = "";
        try {
            head = head(end);
            if (head.isEmpty()) {
                return reply(Reply.CLOSED, head, "");
            }
            int status = status(head);
            return reply(status, head, status == 100 || bodiless ? "" : body(head, end));
        } catch (SocketTimeoutException e) {
            return reply(Reply.SILENT, head, "");
        } catch (IOException e) {
            return reply(head.isEmpty() ? Reply.CLOSED : status(head), head, "");
        }
    }

    private Reply reply(int status, String head, String body) {
        return new Reply(status, head, body, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static int status(String head) {
        String[] words = head.split(" ", 3);
        return words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : Reply.CLOSED;
    }

    private int read(long end) throws IOException {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        socket.setSoTimeout((int) left);
        return in.read();
    }

    private String head(long end) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < LARGEST_HEAD) {
            int next = read(end);
            if (next < 0) {
                return "";
            }
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                break;
            }
        }
        return head.toString();
    }

    private String body(String head, long end) throws IOException {
        Reply known = new Reply(0, head, "", Duration.ZERO);
        if (known.header("Transfer-Encoding").isPresent()) {
            return chunked(end);
        }
        int length = known.header("Content-Length").map(Integer::parseInt).orElse(0);
        return exactly(Math.min(length, LARGEST_BODY), end);
    }

    private String chunked(long end) throws IOException {
        StringBuilder all = new StringBuilder();
        while (all.length() < LARGEST_BODY) {
            StringBuilder size = new StringBuilder();
            for (int next = read(end); next >= 0 && next != '\n'; next = read(end)) {
                size.append((char) next);
            }
            int length = Integer.parseInt(size.toString().strip(), 16);
            all.append(exactly(length, end));
            exactly(2, end);
            if (length == 0) {
                break;
            }
        }
        return all.toString();
    }

    private String exactly(int length, long end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < length; i++) {
            int next = read(end);
            if (next < 0) {
                break;
            }
            all.write(next);
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was closed.
        }
    }
}
