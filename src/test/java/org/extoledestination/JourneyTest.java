package org.extoledestination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
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

/** One person's events, the whole way: what the README shows, over real HTTP, broker and database. */
@Tag("slow")
class JourneyTest {

    @TempDir
    private static Path dataDir;

    private static Sandbox sandbox;
    private static SandboxView extole;
    private static Application application;

    @BeforeAll
    static void start() {
        sandbox = Sandbox.start(SandboxSettings.defaults());
        extole = new SandboxView(sandbox.uri());
        application = Application.start(sandbox.uri(), dataDir);
    }

    @AfterAll
    static void stop() {
        application.close();
        sandbox.close();
    }

    @Test
    void anIdentifyAPurchaseAndADeleteArriveAtExtoleMappedAndInOrder() {
        HttpResponse<String> identify = application.post("/v1/identify", """
                {"userId": "u-100", "messageId": "m-1", "timestamp": "2026-11-23T10:00:00.000Z",
                 "traits": {"email": "ada@example.com", "firstName": "Ada", "lastName": "Reyes",
                            "plan": "gold", "address": {"city": "Lyon"}}}""");
        HttpResponse<String> track = application.post("/v1/track", """
                {"userId": "u-100", "messageId": "m-2", "timestamp": "2026-11-23T10:01:00.000Z",
                 "event": "Order Completed",
                 "properties": {"order_id": "ord-9", "total": 42.5, "currency": "EUR"}}""");

        assertThat(identify.statusCode()).isEqualTo(200);
        assertThat(identify.body()).isEqualTo("{\"success\":true}");
        assertThat(track.statusCode()).isEqualTo(200);
        await().until(() -> extole.events().size() == 2);
        assertThat(extole.events().get(0))
                .isEqualTo(event(extole.events().get(0), "identify", "2026-11-23T10:00:00.000Z", """
                                {"partner_user_id": "u-100", "email": "ada@example.com", "first_name": "Ada",
                                 "last_name": "Reyes", "segment_message_id": "m-1", "plan": "gold",
                                 "address_city": "Lyon"}"""));
        assertThat(extole.events().get(1))
                .isEqualTo(event(extole.events().get(1), "conversion", "2026-11-23T10:01:00.000Z", """
                                {"partner_user_id": "u-100", "partner_conversion_id": "ord-9",
                                 "cart_value": "42.50", "segment_message_id": "m-2", "currency": "EUR"}"""));
        await().until(() -> extole.persons().stream()
                .anyMatch(person -> person.path("email").asText().equals("ada@example.com")));
        assertThat(extole.persons().get(0).at("/parameters/plan/scope").asText())
                .isEqualTo("PUBLIC");

        HttpResponse<String> delete = application.post("/segment", "{\"type\": \"delete\", \"userId\": \"u-100\"}");

        assertThat(delete.statusCode()).isEqualTo(200);
        await().until(() -> extole.erasures().size() == 1);
        assertThat(extole.erasures().get(0).path("partner_user_id").asText()).isEqualTo("u-100");
        assertThat(extole.persons()).isEmpty();
    }

    /** The whole event, with what Extole itself chose taken from what it has. */
    private static JsonNode event(JsonNode received, String name, String time, String data) {
        return Http.json("""
                {"event_id": %s, "event_name": "%s", "event_time": "%s", "data": %s, "person_id": %s,
                 "duplicate": false, "received_at": %s}""".formatted(
                received.path("event_id"), name, time, data, received.path("person_id"), received.path("received_at")));
    }
}
