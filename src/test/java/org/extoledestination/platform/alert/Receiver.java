package org.extoledestination.platform.alert;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.extoledestination.support.Http;

/** A receiver of alerts on loopback, which verifies them as the standard says. */
final class Receiver implements AutoCloseable {

    private static final int MOST_SECONDS = 300;

    /** One call, as it came. */
    record Call(String id, String timestamp, String body, boolean isSigned, int answer) {

        JsonNode json() {
            return Http.json(body);
        }

        String type() {
            return json().path("type").asText();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] key;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile CountDownLatch hold = new CountDownLatch(0);

    /** Listens on this port, or any for 0. */
    Receiver(int port, byte[] key) throws IOException {
        this.key = key;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/alerts?channel=night";
    }

    /** Answers this many calls with 503 first. */
    void fail(int times) {
        failures.set(times);
    }

    /** Answers nothing until {@link #release}. */
    void hang() {
        hold = new CountDownLatch(1);
    }

    void release() {
        hold.countDown();
    }

    List<Call> calls() {
        return calls;
    }

    List<Call> taken(String type) {
        return calls.stream()
                .filter(call -> call.answer() == 204 && call.type().equals(type))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        String timestamp = exchange.getRequestHeaders().getFirst("webhook-timestamp");
        String signature = exchange.getRequestHeaders().getFirst("webhook-signature");
        try {
            hold.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        int answer = failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? 503 : 204;
        calls.add(new Call(id, timestamp, body, isSigned(id, timestamp, body, signature), answer));
        exchange.sendResponseHeaders(answer, -1);
        exchange.close();
    }

    private boolean isSigned(String id, String timestamp, String body, String signature) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] expected = mac.doFinal((id + '.' + timestamp + '.' + body).getBytes(StandardCharsets.UTF_8));
            return ("v1," + Base64.getEncoder().encodeToString(expected)).equals(signature)
                    && Math.abs(Instant.now().getEpochSecond() - Long.parseLong(timestamp)) < MOST_SECONDS;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
