package org.extoledestination.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

/** What the console shows of mappings and routes, over HTTP; with folders of its own, which are edited. */
@Tag("slow")
@ExtendWith(OutputCaptureExtension.class)
class ConsoleMappingsTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static Path mappings;
    private static Path routes;
    private static Sandbox sandbox;
    private static Application application;
    private static Visitor viewer;
    private static Visitor operator;

    @BeforeAll
    static void start() throws IOException {
        mappings = folder.resolve("mappings");
        routes = folder.resolve("routes");
        FileSystemUtils.copyRecursively(Path.of("config/mappings"), mappings);
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Path candidate = folder.resolve("next");
        FileSystemUtils.copyRecursively(Path.of("config/mappings"), candidate);
        Files.writeString(
                candidate.resolve("conversion.yaml"),
                Files.readString(candidate.resolve("conversion.yaml")).replace("send: conversion", "send: sale"));
        sandbox = Sandbox.start(SandboxSettings.defaults());
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                Stream.of(
                                Stream.of(
                                        "mapping.folder=" + mappings,
                                        "mapping.candidate=" + candidate,
                                        "routes.folder=" + routes),
                                Stream.of(Visitor.user(0, "viewer", "viewer")),
                                Stream.of(Visitor.user(1, "operator", "operator")))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
        viewer = new Visitor(application).signedIn("viewer");
        operator = new Visitor(application).signedIn("operator");
        await().atMost(SOON).untilAsserted(() -> assertThat(page("/mappings")).contains("conversion.yaml"));
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static String page(String path) {
        HttpResponse<String> answer = viewer.get("/console" + path);
        assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static String digits(Path file) throws IOException {
        return DigestUtils.sha256Hex(Files.readAllBytes(file)).substring(0, 12);
    }

    @Test
    void eachFileStandsThereWithTheFingerprintOfWhatRuns() throws IOException {
        Path file = mappings.resolve("registration.yaml");
        String before = digits(file);
        assertThat(page("/mappings")).contains("registration.yaml", before, "the same");
        assertThat(page("/routes"))
                .contains("40-delivery.camel.yaml", digits(routes.resolve("40-delivery.camel.yaml")));

        Files.writeString(file, Files.readString(file) + "# edited\n");

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(page("/mappings")).contains(digits(file)).doesNotContain(before));
        assertThat(page("/mappings/file?name=registration.yaml")).contains("# edited", digits(file));
    }

    @Test
    void aRefusedEditIsShownWithItsLineUntilItIsMended() throws IOException {
        Path file = mappings.resolve("cart-shared.yaml");
        String right = Files.readString(file);
        Files.writeString(file, right.replaceFirst("(?m)^send:", "sned:"));

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(page("/mappings"))
                        .contains(
                                "The latest edit is refused", "cart-shared.yaml:", "sned", "What to do", "not taken"));
        assertThat(page("/mappings")).containsPattern("/mappings/file\\?name=cart-shared\\.yaml#line-[0-9]+");
        assertThat(page("/mappings/file?name=cart-shared.yaml"))
                .contains("and it does not run", "sned:")
                .containsPattern("id=\"line-[0-9]+\" class=\"marked\"");
        assertThat(application
                        .health("mapping")
                        .path("details")
                        .path("refusedEdit")
                        .path(0)
                        .asText())
                .contains("cart-shared.yaml");

        Files.writeString(file, right);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(page("/mappings"))
                        .contains("An earlier edit was refused")
                        .doesNotContain("The latest edit is refused", "not taken"));
    }

    @Test
    void aFileIsShownAsWrittenAndNoSecretInIt() throws IOException {
        String delivery = page("/routes/file?name=40-delivery.camel.yaml");
        assertThat(delivery).contains("{{delivery.events-url}}/v6/async-events", "keyForEvents");

        Path file = mappings.resolve("invite-sent.yaml");
        Files.writeString(file, Files.readString(file) + "# sandbox-api-key, password: hunter-two\n");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(page("/mappings/file?name=invite-sent.yaml"))
                        .contains("# ***, password: ***")
                        .doesNotContain("hunter", "sandbox-api-key"));
        for (String path :
                new String[] {"/routes", "/routes/route?id=delivery", "/routes/file?name=40-delivery.camel.yaml"}) {
            assertThat(page(path)).doesNotContain(sandbox.uri().toString(), "sandbox-api-key");
        }
    }

    @Test
    void onlyFilesOfTheFolderAreShown() {
        for (String name : new String[] {
            "../data/management-token", "..%2Fdata%2Fmanagement-token", "/etc/passwd", "mapping.container", "tests", ""
        }) {
            assertThat(viewer.get("/console/mappings/file?name=" + name).statusCode())
                    .as(name)
                    .isEqualTo(404);
            assertThat(viewer.get("/console/routes/file?name=" + name).statusCode())
                    .as(name)
                    .isEqualTo(404);
        }
    }

    @Test
    void anEventIsTriedOutValueByValueAndNothingOfItIsKept(CapturedOutput output) {
        HttpResponse<String> answer = tried("""
                {"type": "track", "event": "Order Completed", "userId": "Zenobia-1", "messageId": "tried-1",
                 "properties": {"order_id": "ord-tried", "total": "42.50", "unknown": null},
                 "context": {"traits": {"email": "zq@planted.example"}}}""");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body().replaceAll("\\s+", " "))
                .contains("It would be sent:", "1 request", "conversion.yaml</a>: it is for track calls")
                .contains("/v6/async-events", "\"ord-tried\"", "properties.order_id", "Stays here")
                .contains("router</a>", "delivery</a>")
                .doesNotContainPattern("id=bean[0-9]")
                .contains("zq@planted.example", "Zenobia-1");
        assertThat(output).doesNotContain("zq@planted", "Zenobia", "ord-tried");
        await().untilAsserted(() -> assertThat(
                        operator.get("/console/audit?action=try").body())
                .contains("POST /console/mappings/try", "user:viewer")
                .doesNotContain("tried=", "Zenobia"));
        assertThat(Http.get(application.management("/actuator/traces/tried-1")).statusCode())
                .isEqualTo(404);
    }

    private static HttpResponse<String> tried(String event) {
        return viewer.post("/console/mappings/try", Map.of("tried", event));
    }

    @Test
    void anEventThatTheRouterDropsOrThatBecomesADeadLetterSaysWhy() {
        assertThat(tried("{\"type\": \"page\", \"name\": \"Home\", \"userId\": \"u-1\", \"messageId\": \"m-1\"}")
                        .body())
                .contains("Nothing would be sent", "No mapping file is for calls of this type.");
        assertThat(tried("{\"type\": \"track\", \"event\": \"Order Completed\", \"userId\": \"u-1\", \"messageId\":"
                                + " \"m-1\", \"integrations\": {\"All\": false}}")
                        .body())
                .contains("not-for-extole");
        assertThat(tried("{\"type\": \"track\", \"event\": \"Order Completed\", \"userId\": \"u-1\", \"messageId\":"
                                + " \"m-1\", \"properties\": {\"order_id\": \"o\", \"total\": \"much\"}}")
                        .body())
                .contains("It would become a dead letter", "unmappable", "conversion.yaml");
        assertThat(application.deadLetters()).isEmpty();
    }

    @Test
    void whatCannotBeTriedIsRefusedWithItsPlaceAndComesBackEscaped() {
        HttpResponse<String> broken = tried("{\"type\": \"track\",\n \"event\": <script>alert(1)</script>}");
        assertThat(broken.statusCode()).isEqualTo(400);
        assertThat(broken.body())
                .contains("line 2, column", "&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert");

        assertThat(tried("{\"type\": \"track\", \"event\": \"Seen\", \"messageId\": \"m-1\"}")
                        .body())
                .contains("no_user_anon_id", "Looked for: ");
        assertThat(tried("  ").body()).contains("There is nothing to try");
        assertThat(tried("[" + "1,".repeat(200_000) + "1]").statusCode()).isEqualTo(413);
        HttpResponse<String> huge = tried(" ".repeat(3 * 1024 * 1024));
        assertThat(huge.statusCode()).isEqualTo(413);
        assertThat(huge.body()).contains("This is too large");
        assertThat(viewer.post("/console/mappings/try", Map.of("tried", "{}", "source", "nobody"))
                        .body())
                .contains("nobody");
    }

    @Test
    void routesShowTheirStepsAndWhatPassedThem() throws IOException {
        assertThat(page("/routes"))
                .contains("<svg class=\"graph\"", "direct:router", "activemq-batch:extole.events")
                .contains("/console/routes/route?id=delivery");
        assertThat(application.post("/v1/track", """
                {"userId": "u-1", "event": "Order Completed", "messageId": "m-counted",
                 "properties": {"order_id": "ord-1", "total": 12.5, "currency": "EUR"}}""").statusCode()).isEqualTo(200);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(page("/routes/route?id=delivery").replaceAll("\\s+", " "))
                                .contains("Hands one request to Extole", "ref:deliveryGate method:pass")
                                .contains("{{delivery.events-url}}/v6/async-events")
                                .containsPattern("<b>[1-9][0-9]*</b> done")
                                .containsPattern("<span class=\"count\">[1-9]"));
        assertThat(page("/routes/route?id=router"))
                .contains("direct:track", "id=track\"", "otherwise", "When a step fails");
        assertThat(viewer.get("/console/routes/route?id=none").statusCode()).isEqualTo(404);

        Path file = routes.resolve("31-track.camel.yaml");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("( +)steps:\n", "$1steps:\n$1  - log: { message: tracked }\n"));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(page("/routes/route?id=track")).contains("<code>tracked</code>"));
    }

    @Test
    void theShadowRunCountsDifferencesByField() {
        application.post("/v1/track", """
                {"userId": "u-1", "event": "Order Completed", "messageId": "m-shadow",
                 "properties": {"order_id": "ord-2", "total": 12.5, "currency": "EUR"}}""");

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(page("/mappings/shadow")).contains("event name", "Different", "/console/find/m-"));
    }
}
