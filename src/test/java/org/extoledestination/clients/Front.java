package org.extoledestination.clients;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;

/**
 * The network between a client and the application, at its worst, once: the answer to the first upload with an
 * identify is lost behind a 503 though its events were kept, and the first upload with a track is refused with 503.
 * Everything else passes as it is, and everything is written down.
 */
final class Front implements AutoCloseable {

    /** What each connection has for itself, and lengths, which follow from the body. */
    private static final Set<String> NOT_PASSED_ON = Set.of(
            "connection", "content-length", "date", "keep-alive", "transfer-encoding", "upgrade", "http2-settings");

    private final URI application;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CloseableHttpClient client = HttpClients.custom()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableRedirectHandling()
            .build();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Set<String> kept = ConcurrentHashMap.newKeySet();
    private final Set<String> troubled = ConcurrentHashMap.newKeySet();

    /** Before the application whose root is {@code application}. */
    Front(URI application) {
        this.application = application;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Host and port, as a client takes them. */
    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String url() {
        return "http://" + host();
    }

    /** Every request so far, in the order of the answers. */
    List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** Waits until the application has kept an event of this type. */
    void awaitKept(String type) {
        await("a kept " + type).atMost(Duration.ofSeconds(60)).until(() -> kept.contains(type));
    }

    /** Waits until no upload is left that was answered 503 and not sent again. */
    void awaitSentAgain() {
        await("another attempt")
                .atMost(Duration.ofSeconds(90))
                .until(() -> sent.stream()
                        .filter(upload -> upload.status() == 503)
                        .allMatch(upload -> kept.containsAll(upload.types())
                                && sent.stream()
                                        .anyMatch(other -> other.status() == 200
                                                && other.messageIds().equals(upload.messageIds()))));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Sent request = Sent.of(
                    exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers(exchange), body);
            if (request.carries("track") && troubled.add("track")) {
                answerUnavailable(exchange, request);
            } else if (request.carries("identify") && troubled.add("identify")) {
                passOn(exchange, request, body, answer -> answerUnavailable(exchange, request));
            } else {
                passOn(exchange, request, body, answer -> passBack(exchange, request, answer));
            }
        }
    }

    private interface Answering {
        void answer(ClassicHttpResponse answer) throws IOException;
    }

    private void passOn(HttpExchange exchange, Sent request, byte[] body, Answering answering) throws IOException {
        ClassicRequestBuilder builder = ClassicRequestBuilder.create(request.method())
                .setUri(application.resolve(exchange.getRequestURI().toString()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (isPassedOn(name)) {
                values.forEach(value -> builder.addHeader(name, value));
            }
        });
        if (body.length > 0) {
            boolean chunked = request.headers().containsKey("transfer-encoding");
            builder.setEntity(new ByteArrayEntity(body, null, chunked));
        }
        ClassicHttpRequest forwarded = builder.build();
        client.execute(forwarded, answer -> {
            if (answer.getCode() == 200) {
                kept.addAll(request.types());
            }
            answering.answer(answer);
            return null;
        });
    }

    private void passBack(HttpExchange exchange, Sent request, ClassicHttpResponse answer) throws IOException {
        for (var header : answer.getHeaders()) {
            if (isPassedOn(header.getName())) {
                exchange.getResponseHeaders().add(header.getName(), header.getValue());
            }
        }
        HttpEntity entity = answer.getEntity();
        byte[] body = entity == null ? new byte[0] : EntityUtils.toByteArray(entity);
        answer(exchange, request, answer.getCode(), body);
    }

    /** As the application itself says it while it can keep nothing. */
    private void answerUnavailable(HttpExchange exchange, Sent request) throws IOException {
        exchange.getResponseHeaders().set("Retry-After", "1");
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
        exchange.getResponseHeaders().set("Access-Control-Expose-Headers", "Retry-After");
        answer(exchange, request, 503, new byte[0]);
    }

    private void answer(HttpExchange exchange, Sent request, int status, byte[] body) throws IOException {
        sent.add(request.heard(status));
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static boolean isPassedOn(String header) {
        return !NOT_PASSED_ON.contains(header.toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        return exchange.getRequestHeaders().entrySet().stream()
                .collect(Collectors.toMap(
                        header -> header.getKey().toLowerCase(Locale.ROOT),
                        header -> String.join(", ", header.getValue())));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            client.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
