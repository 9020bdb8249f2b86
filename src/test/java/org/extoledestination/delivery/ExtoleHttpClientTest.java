package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.extoledestination.platform.deadline.Deadlines;
import org.extoledestination.platform.telemetry.Meters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The client that the route {@code delivery} calls Extole with. */
class ExtoleHttpClientTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private final Deadlines deadlines = new Deadlines();
    private CloseableHttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/quick", exchange -> answer(exchange, "{\"event_id\":\"é\"}"));
        server.createContext("/silent", exchange -> sleepThen(exchange, 60_000));
        server.createContext("/late", exchange -> sleepThen(exchange, 700));
        server.createContext("/drips", this::drip);
        server.createContext("/moved", exchange -> head(exchange, 307, "Location", "/elsewhere"));
        server.createContext("/elsewhere", exchange -> head(exchange, 200, "X-Note", "the token was here"));
        server.createContext("/busy", exchange -> head(exchange, 503, "Retry-After", "1"));
        server.createContext("/cookie", exchange -> head(exchange, 200, "Set-Cookie", "session=1; Path=/"));
        server.start();
        HttpClientBuilder builder = HttpClients.custom();
        new DeliveryConfiguration()
                .extoleHttpClient(
                        new ResponseTimeouts(deadlines),
                        new ExtoleWay(URI.create("http://127.0.0.1"), URI.create("http://127.0.0.1"), Optional.empty()),
                        new Meters(registry))
                .configureHttpClient(builder);
        client = builder.build();
    }

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        client.close();
        deadlines.close();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void anAnswerInTimeIsHandedOnWhole() throws Exception {
        String body = client.execute(post("/quick", Timeout.ofSeconds(5)), response -> {
            assertThat(response.getCode()).isEqualTo(200);
            assertThat(response.getEntity().getContentType()).isEqualTo("application/json; charset=UTF-8");
            return EntityUtils.toString(response.getEntity());
        });

        assertThat(body).isEqualTo("{\"event_id\":\"é\"}");
    }

    @Test
    void eachCallIsTimedByItsAnswer() throws Exception {
        call("/quick", Timeout.ofSeconds(5));
        assertThatThrownBy(() -> call("/silent", Timeout.ofMilliseconds(100)))
                .isInstanceOf(SocketTimeoutException.class);

        assertThat(registry.get("extole.destination.calls").timers())
                .extracting(timer ->
                        timer.getId().getTag("call") + ' ' + timer.getId().getTag("status") + ' ' + timer.count())
                .containsExactlyInAnyOrder("other 2xx 1", "other none 1");
    }

    @Test
    void aDestinationThatSaysNothingIsLeftInTime() throws Exception {
        long start = System.nanoTime();

        assertThatThrownBy(() -> call("/silent", Timeout.ofMilliseconds(300)))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("No answer within 300 MILLISECONDS");

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(300L, 5_000L);
        assertThat(call("/quick", Timeout.ofSeconds(5))).isEqualTo(200);
    }

    @Test
    void anAnswerThatComesByteByByteHasNoMoreTimeThanAnother() {
        assertThatThrownBy(() -> call("/drips", Timeout.ofMilliseconds(500)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void eachRequestHasTheTimeOfItsOwnEndpoint() throws Exception {
        assertThatThrownBy(() -> call("/late", Timeout.ofMilliseconds(200))).isInstanceOf(SocketTimeoutException.class);

        assertThat(call("/late", Timeout.ofSeconds(20))).isEqualTo(200);
        assertThat(call("/late", Timeout.DISABLED)).isEqualTo(200);
    }

    @Test
    void aRedirectIsNotFollowedForItWouldTakeEventAndTokenElsewhere() throws Exception {
        assertThat(call("/moved", Timeout.ofSeconds(5))).isEqualTo(307);

        assertThat(calls).containsExactly("/moved cookie=null");
    }

    @Test
    void theClientTriesNothingAgainByItself() throws Exception {
        assertThat(call("/busy", Timeout.ofSeconds(5))).isEqualTo(503);

        assertThat(calls).containsExactly("/busy cookie=null");
    }

    @Test
    void noCookieIsSentBack() throws Exception {
        call("/cookie", Timeout.ofSeconds(5));
        call("/cookie", Timeout.ofSeconds(5));

        assertThat(calls).containsExactly("/cookie cookie=null", "/cookie cookie=null");
    }

    @Test
    void aCallThatCannotBeEndedDoesNotKeepOthersFromTheirEnd() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        HttpPost stubborn = new HttpPost(post("/silent", Timeout.DISABLED).getUri()) {
            @Override
            public boolean cancel() {
                tried.countDown();
                throw new IllegalStateException("stubborn");
            }
        };
        stubborn.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.ofMilliseconds(100))
                .build());
        threads.execute(() -> execute(stubborn));
        assertThat(tried.await(10, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> call("/silent", Timeout.ofMilliseconds(300)))
                .isInstanceOf(SocketTimeoutException.class);
    }

    private void execute(HttpPost request) {
        try {
            client.execute(request, response -> response.getCode());
        } catch (IOException e) {
            // The server has ended.
        }
    }

    private int call(String path, Timeout timeout) throws IOException {
        return client.execute(post(path, timeout), response -> response.getCode());
    }

    private HttpPost post(String path, Timeout timeout) {
        HttpPost post = new HttpPost("http://127.0.0.1:" + server.getAddress().getPort() + path);
        post.setConfig(RequestConfig.custom().setResponseTimeout(timeout).build());
        return post;
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void head(HttpExchange exchange, int status, String header, String value) throws IOException {
        calls.add(exchange.getRequestURI() + " cookie="
                + exchange.getRequestHeaders().getFirst("Cookie"));
        exchange.getResponseHeaders().set(header, value);
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void sleepThen(HttpExchange exchange, long millis) throws IOException {
        isOver(millis);
        answer(exchange, "{}");
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 1_000);
        OutputStream body = exchange.getResponseBody();
        for (int i = 0; i < 1_000 && !isOver(50); i++) {
            body.write(' ');
            body.flush();
        }
        exchange.close();
    }

    private boolean isOver(long millis) {
        try {
            return end.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
