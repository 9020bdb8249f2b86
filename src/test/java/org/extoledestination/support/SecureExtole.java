package org.extoledestination.support;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Takes every event as Extole does, over TLS. */
public final class SecureExtole implements AutoCloseable {

    private final HttpsServer server;
    private final AtomicInteger received = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    /** Listens on a port, and asks for a client's certificate if so said. */
    public SecureExtole(SSLContext context, boolean asksForCertificate, int port) {
        try {
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters tls = context.getDefaultSSLParameters();
                tls.setNeedClientAuth(asksForCertificate);
                parameters.setSSLParameters(tls);
            }
        });
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                requests.add(exchange.getRequestMethod()
                        + ' '
                        + exchange.getRequestURI().getPath()
                        + ' '
                        + exchange.getRequestHeaders().getFirst("Authorization")
                        + ' '
                        + exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
                byte[] answer = "{\"event_id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                received.incrementAndGet();
            }
        });
        server.start();
    }

    /** Where it listens, by the name that its certificate should have. */
    public URI uri() {
        return URI.create("https://localhost:" + port());
    }

    /** Where it listens. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** How many requests it has taken. */
    public int received() {
        return received.get();
    }

    /** Those requests: method, path, and what their headers say of a login at Extole and at a proxy. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
