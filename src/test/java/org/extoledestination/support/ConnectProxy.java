package org.extoledestination.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.DigestUtils;

/** A proxy as companies have them: it makes connections to the hosts that it knows, for {@code CONNECT} and nothing else. */
public final class ConnectProxy implements AutoCloseable {

    private static final String NONCE = "a-nonce-of-this-proxy";
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"?([^\",]*)");

    private final ServerSocket server;
    private final Map<String, Integer> hosts;
    private final String login;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /**
     * Starts it.
     *
     * @param hosts where {@code host:port} is on this machine; 0: nobody answers there. All others are forbidden
     * @param login {@code user:password} that it asks for; empty: anybody may come
     */
    public static ConnectProxy start(Map<String, Integer> hosts, String login) {
        return start(hosts, login, "Basic");
    }

    /**
     * The same with a way to log in.
     *
     * @param scheme Basic or Digest
     */
    public static ConnectProxy start(Map<String, Integer> hosts, String login, String scheme) {
        return new ConnectProxy(hosts, login, scheme);
    }

    private ConnectProxy(Map<String, Integer> hosts, String login, String scheme) {
        this.hosts = hosts;
        this.login = login;
        this.scheme = scheme;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /** Where it listens. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** On which port. */
    public int port() {
        return server.getLocalPort();
    }

    /** The first lines of the requests that it has heard. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            while (true) {
                List<String> head = head(client.getInputStream());
                if (head.isEmpty()) {
                    return;
                }
                asked.add(head.get(0));
                int status = status(head);
                if (status == 200) {
                    tunnel(client, Objects.requireNonNull(hosts.get(head.get(0).split(" ", -1)[1])));
                    return;
                }
                String ask = status == 407
                        ? "Proxy-Authenticate: " + scheme + " realm=\"company\""
                                + (scheme.equals("Digest") ? ", nonce=\"" + NONCE + "\", qop=\"auth\"" : "") + "\r\n"
                        : "";
                write(client, "HTTP/1.1 " + status + " No\r\n" + ask + "Content-Length: 9\r\n\r\nforbidden");
            }
        } catch (IOException e) {
            // One side is gone.
        }
    }

    private int status(List<String> head) {
        String[] first = head.get(0).split(" ", -1);
        if (!first[0].equals("CONNECT")) {
            return 405;
        }
        boolean known = login.isEmpty() || head.stream().anyMatch(line -> isLogin(line, first[1]));
        Integer port = hosts.get(first[1]);
        return !known ? 407 : port == null ? 403 : port == 0 ? 503 : 200;
    }

    private boolean isLogin(String line, String target) {
        if (scheme.equals("Basic")) {
            return line.equals("Proxy-Authorization: Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        Map<String, String> said = new HashMap<>();
        PARAMETER.matcher(line).results().forEach(each -> said.put(each.group(1), each.group(2)));
        // RFC 7616.
        String secret = DigestUtils.md5Hex(login.replaceFirst(":", ":company:"));
        String request = DigestUtils.md5Hex("CONNECT:" + target);
        return line.startsWith("Proxy-Authorization: Digest ")
                && NONCE.equals(said.get("nonce"))
                && DigestUtils.md5Hex(String.join(
                                ":",
                                secret,
                                NONCE,
                                String.valueOf(said.get("nc")),
                                String.valueOf(said.get("cnonce")),
                                "auth",
                                request))
                        .equals(said.get("response"));
    }

    private void tunnel(Socket client, int port) throws IOException {
        try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(far);
            write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
            threads.execute(() -> {
                try (far) {
                    client.getInputStream().transferTo(far.getOutputStream());
                } catch (IOException e) {
                    // One side is gone.
                }
            });
            far.getInputStream().transferTo(client.getOutputStream());
        }
    }

    private static void write(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    /** The lines before the empty one; none at the end of the connection. */
    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int next = in.read();
        while (next >= 0) {
            bytes.write(next);
            String text = bytes.toString(StandardCharsets.US_ASCII);
            if (text.endsWith("\r\n\r\n")) {
                return text.strip().lines().toList();
            }
            next = in.read();
        }
        return List.of();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
