package org.extoledestination.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.extoledestination.sandbox.Sandbox;
import org.extoledestination.sandbox.SandboxSettings;
import org.extoledestination.support.Application;
import org.extoledestination.support.Http;
import org.extoledestination.support.SandboxView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped mapping of an order calls its number unique. */
@Tag("slow")
class UniqueKeysTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = start(dataDir);
    }

    private static Application start(Path dataDir) {
        return Application.start(
                sandbox.uri(),
                dataDir,
                "ingest.sources[1].name=outlet",
                "ingest.sources[1].write-keys=outlet-write-key",
                "ingest.sources[2].name=server",
                "ingest.sources[2].write-keys=server-write-key",
                "delivery.accounts[0].source=outlet",
                "delivery.accounts[0].api-key=sandbox-api-key");
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    private static void order(String key, String number, String messageId) {
        assertThat(Http.post(application.ingest("/v1/track"), key, """
                                {"userId": "u-%s", "messageId": "%s", "event": "Order Completed",
                                 "properties": {"order_id": "%s", "total": 10}}
                                """.formatted(number, messageId, number))
                        .statusCode())
                .isEqualTo(200);
    }

    /** Until this one is there, an earlier event of its person would be, too. */
    private static void awaitAnotherOf(String number) {
        String messageId = "after-" + number + '-' + extole.events().size();
        application.post(
                "/v1/track",
                "{\"userId\": \"u-%s\", \"messageId\": \"%s\", \"event\": \"Viewed\"}".formatted(number, messageId));
        await().until(() -> extole.eachEvents("/data/segment_message_id").contains(messageId));
    }

    private static List<String> sent(String number) {
        return extole.events().stream()
                .filter(event ->
                        event.at("/data/partner_conversion_id").asText().equals(number))
                .map(event -> event.at("/data/segment_message_id").asText())
                .toList();
    }

    @Test
    void anOrderThatTwoSourcesReportIsSentOnce() {
        order(Application.WRITE_KEY, "two-sources", "web-1");
        order("server-write-key", "two-sources", "server-1");
        awaitAnotherOf("two-sources");

        assertThat(sent("two-sources")).containsExactly("web-1");
    }

    @Test
    void eachAccountCountsForItself() {
        order(Application.WRITE_KEY, "two-accounts", "shop-2");
        order("outlet-write-key", "two-accounts", "outlet-2");
        awaitAnotherOf("two-accounts");

        assertThat(sent("two-accounts")).containsExactly("shop-2", "outlet-2");
    }

    @Test
    void whatExtoleRefusedMayBeSentUnderAnotherId() {
        extole.fault("{\"match\": \"refused-first\", \"next\": 1, \"status\": 400, \"code\": \"event_blocked\"}");
        order(Application.WRITE_KEY, "refused-first", "web-3");
        await().until(() -> application.deadLetters().toString().contains("web-3"));

        order("server-write-key", "refused-first", "server-3");

        await().until(() -> sent("refused-first").equals(List.of("server-3")));
    }

    @Test
    void aRetryOfTheSameEventIsNotTakenForARepeat() {
        extole.fault("{\"match\": \"busy-first\", \"next\": 2, \"status\": 503}");

        order(Application.WRITE_KEY, "busy-first", "web-4");

        await().until(() -> sent("busy-first").equals(List.of("web-4")));
    }

    @Test
    void aRestartForgetsNothing() {
        order(Application.WRITE_KEY, "restart", "web-5");
        await().until(() -> sent("restart").size() == 1);

        application.close();
        application = start(dataDir);
        order(Application.WRITE_KEY, "restart", "web-6");
        awaitAnotherOf("restart");

        assertThat(sent("restart")).containsExactly("web-5");
    }
}
