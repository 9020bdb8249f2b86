package org.extoledestination.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.extoledestination.support.ApplicationProcess;
import org.extoledestination.support.ExternalBroker;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole application with all loggers at TRACE: nothing of what was planted is in its output. */
@Tag("slow")
class LogGuardTest {

    private static final String EVENT = """
            {"type":"%s","userId":"planted-user-%d","messageId":"planted.jane-%d@example.com","event":"%s",
             "properties":{"product":"planted-product","email":"planted.jane@example.com","total":"planted-total"},
             "traits":{"email":"planted.jane@example.com","firstName":"Planted-first-name"}}""";

    private static final List<String> LOUD = Stream.of(
                    "root",
                    "org.apache.hc",
                    "org.apache.camel",
                    "org.apache.activemq",
                    "org.apache.catalina",
                    "org.apache.coyote",
                    "org.apache.tomcat",
                    "org.springframework",
                    "org.eclipse.jetty",
                    "com.zaxxer.hikari",
                    "org.flywaydb",
                    "org.extoledestination")
            .map(logger -> "logging.level." + logger + "=TRACE")
            .toList();

    private final AtomicInteger received = new AtomicInteger();

    @Test
    void noSecretAddressOrEventIsPrintedAtAnyLevel(@TempDir Path folder) throws IOException {
        HttpServer extole = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        extole.createContext("/", this::answer);
        extole.start();
        URI address = URI.create("http://127.0.0.1:" + extole.getAddress().getPort());
        try (ExternalBroker broker = new ExternalBroker(folder.resolve("broker"));
                ApplicationProcess application = new ApplicationProcess(address, folder, settings(broker))) {
            send(application);
            broker.kill();
            await().until(() -> Http.post(application.ingest("/v1/track"), "planted-write-key", event("track", 4, "A"))
                            .statusCode()
                    == 503);
            application.kill();

            assertThat(planted(application.log())).isEmpty();
            assertThat(Files.readString(application.log()))
                    .as("it did speak at these levels")
                    .contains("DEBUG", "TRACE", "[e-mail]");
        } finally {
            extole.stop(0);
        }
    }

    private static String[] settings(ExternalBroker broker) {
        String url = broker.url().replace("tcp://", "tcp://planted-in-url:planted-in-url-password@");
        Stream<String> own = Stream.of(
                "delivery.api-key=planted-api-key",
                "delivery.admin-api-key=planted-admin-key",
                "ingest.sources[0].write-keys=planted-write-key",
                "ingest.sources[0].subscription-keys=planted-subscription-key",
                "ingest.shared-secret=planted-shared-secret",
                "queue.broker-url=failover:(" + url + ")?timeout=2000",
                "queue.user=extole",
                "queue.password=planted-broker-password");
        return Stream.concat(own, LOUD.stream()).toArray(String[]::new);
    }

    private void send(ApplicationProcess application) {
        String key = "planted-write-key";
        Http.post(application.ingest("/v1/identify"), key, event("identify", 1, "-"));
        Http.post(application.ingest("/v1/track"), key, event("track", 2, "planted.event@example.com <b>"));
        Http.post(application.ingest("/v1/track"), key, event("track", 3, "Order Completed"));
        Http.post(application.ingest("/v1/track"), "planted-wrong-key", event("track", 4, "Order Completed"));
        Http.send(HttpRequest.newBuilder(application.ingest("/segment"))
                .header("Authorization", Http.basic("planted-subscription-key"))
                .header("X-Signature", "planted-signature")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event("delete", 1, "-")))
                .build());
        await().atMost(Duration.ofSeconds(30)).until(() -> received.get() >= 1);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Http.json(application.management("/actuator/deadletters"))
                                .path("total")
                                .asInt()
                        >= 1);
    }

    private static String event(String type, int number, String name) {
        return EVENT.formatted(type, number, number, name);
    }

    private static List<String> planted(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.matches("(?i).*planted.*") || line.contains("cGxhbnRlZ"))
                    .map(line -> line.length() > 400 ? line.substring(0, 400) : line)
                    .distinct()
                    .limit(200)
                    .toList();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = "{\"event_id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            received.incrementAndGet();
        }
    }
}
