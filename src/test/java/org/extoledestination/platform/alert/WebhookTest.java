package org.extoledestination.platform.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.extoledestination.platform.alert.Receiver.Call;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application tells a receiver on loopback. */
@Tag("slow")
class WebhookTest {

    private static final byte[] KEY = "a key of 24 bytes or so.".getBytes(StandardCharsets.UTF_8);
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private Sandbox sandbox;
    private Receiver receiver;
    private Application application;

    @BeforeEach
    void start() throws IOException {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        receiver = new Receiver(0, KEY);
        application = Application.start(
                sandbox.uri(),
                folder.resolve("data"),
                "alerts.webhook.url=" + receiver.url(),
                "alerts.webhook.secret=whsec_" + Base64.getEncoder().encodeToString(KEY),
                "alerts.after=0s",
                "alerts.erasure-waits=1s",
                "delivery.deletions-per-hour=1",
                "queue.max-depth=5");
    }

    @AfterEach
    void stop() {
        receiver.close();
        application.close();
        sandbox.close();
    }

    @Test
    void aPauseIsToldOnceThoughTheFirstCallsFailAndAgainWhenItIsOver() throws IOException {
        receiver.fail(2);
        pause();

        await().atMost(SOON).until(() -> receiver.taken("delivery.paused").size() == 1);
        Call paused = receiver.taken("delivery.paused").get(0);
        JsonNode data = paused.json().path("data");
        assertThat(data.path("reason").asText()).contains("a look at the mapping");
        assertThat(data.path("action").asText()).contains("delivery resume");
        assertThat(data.path("since").asText()).isNotEmpty();
        assertThat(headings()).contains(data.path("docs").asText().replace("docs/operations.md#", ""));
        assertThat(receiver.calls()).hasSize(3).allMatch(Call::isSigned);
        assertThat(receiver.calls()).extracting(Call::id).containsOnly(paused.id());

        Http.post(application.management("/actuator/delivery/resume"), "", "{}");
        await().atMost(SOON).until(() -> receiver.taken("delivery.resumed").size() == 1);
        Call resumed = receiver.taken("delivery.resumed").get(0);
        assertThat(resumed.json().at("/data/since")).isEqualTo(data.path("since"));
        assertThat(resumed.json().at("/data/until").asText()).isNotEmpty();
        assertThat(resumed.id()).isNotEqualTo(paused.id());
        assertThat(receiver.taken("delivery.paused")).hasSize(1);
        assertThat(Http.get(application.management("/actuator/prometheus")).body())
                .containsPattern("extole_destination_alert_total\\{.*outcome=\"sent\".*} 2.0")
                .containsPattern("extole_destination_alert_total\\{.*outcome=\"failed\".*} 2.0");
    }

    @Test
    void aFullQueueIsToldAndThatItIsOpenAgain() {
        pause();
        for (int i = 0; i < 6; i++) {
            event("m-" + i, "Order Completed", "o-" + i);
        }

        await().atMost(SOON).until(() -> !receiver.taken("queue.full").isEmpty());
        assertThat(receiver.taken("queue.full").get(0).json().at("/data/action").asText())
                .contains("raise queue.max-depth");
        Http.post(application.management("/actuator/delivery/resume"), "", "{}");
        await().atMost(SOON).until(() -> !receiver.taken("queue.open").isEmpty());
        assertThat(receiver.taken("queue.full")).hasSize(1);
    }

    @Test
    void theFirstDeadLetterOfAKindIsToldAndNoOtherOfIt() {
        for (int i = 0; i < 3; i++) {
            event("m-" + i, "Order Completed", "an-order-id-of-more-than-thirty-eight-characters");
        }
        await().atMost(SOON).until(() -> application.deadLetters().size() == 3);

        await().atMost(SOON).until(() -> !receiver.taken("dead-letter.first").isEmpty());
        event("m-9", "Nothing", "");
        pause();
        await().atMost(SOON).until(() -> !receiver.taken("delivery.paused").isEmpty());
        assertThat(receiver.taken("dead-letter.first")).hasSize(1);
        assertThat(receiver.calls().get(0).body())
                .contains("first dead letter of its kind, unmappable", "Order Completed", "dead-letters list")
                .doesNotContain("thirty-eight-characters");
    }

    @Test
    void aDeletionThatWaitsTooLongIsTold() {
        for (String user : List.of("u-1", "u-2", "u-3")) {
            application.post("/segment", "{\"type\": \"delete\", \"userId\": \"" + user + "\"}");
        }

        await().atMost(SOON).until(() -> receiver.taken("erasure.waiting").size() == 1);
        assertThat(receiver.taken("erasure.waiting").get(0).body())
                .contains("alerts.erasure-waits", "deletions status")
                .doesNotContain("u-2");
        Http.post(
                application.management("/actuator/deletions/release"), "", "{\"source\":\"segment\",\"count\":\"10\"}");
        await().atMost(SOON).until(() -> receiver.taken("erasure.done").size() == 1);
    }

    @Test
    void aReceiverThatHangsOrIsAwayHoldsUpNoEvent() throws IOException {
        receiver.hang();
        pause();
        Http.post(application.management("/actuator/delivery/resume"), "", "{}");
        event("while-it-hangs", "Order Completed", "o-1");
        SandboxView extole = new SandboxView(sandbox.uri());
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains("while-it-hangs"));
        assertThat(receiver.calls()).isEmpty();

        int port = receiver.port();
        receiver.close();
        event("while-it-is-away", "Order Completed", "o-2");
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains("while-it-is-away"));
        pause();
        receiver = new Receiver(port, KEY);

        await().atMost(SOON).until(() -> !receiver.taken("delivery.paused").isEmpty());
        assertThat(receiver.calls()).allMatch(Call::isSigned);
    }

    private void pause() {
        Http.post(application.management("/actuator/delivery/pause"), "", "{\"reason\":\"a look at the mapping\"}");
    }

    private void event(String id, String name, String order) {
        application.post(
                "/v1/track",
                "{\"userId\": \"u-100\", \"messageId\": \"" + id + "\", \"event\": \"" + name
                        + "\", \"properties\": {\"order_id\": \"" + order + "\", \"total\": 42.5}}");
    }

    /** Of the page, as links name them. */
    private static List<String> headings() throws IOException {
        return Pattern.compile("(?m)^#+ (.*)$")
                .matcher(Files.readString(Path.of("docs/operations.md")))
                .results()
                .map(heading ->
                        heading.group(1).toLowerCase(java.util.Locale.ROOT).replace(' ', '-'))
                .toList();
    }
}
