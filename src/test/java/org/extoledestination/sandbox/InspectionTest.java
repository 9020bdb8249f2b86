package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

class InspectionTest {
    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void requestIsShownFieldByField() {
        client.post("/v6/events/x?time_zone=UTC", quoted("{'size':44}"));
        client.get("/v2/me");

        JsonNode actual = client.show("requests").get(0);
        assertThat(actual.fieldNames())
                .toIterable()
                .containsExactly("method", "path", "headers", "body", "status", "received_at");
        assertThat(actual.get("method").asText()).isEqualTo("POST");
        assertThat(actual.get("path").asText()).isEqualTo("/v6/events/x?time_zone=UTC");
        assertThat(actual.at("/headers/Content-Type").asText()).isEqualTo("application/json");
        assertThat(actual.get("body").asText()).isEqualTo(quoted("{'size':44}"));
        assertThat(actual.get("status").asInt()).isEqualTo(200);
        assertThat(Instant.parse(actual.get("received_at").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(client.show("requests").get(1).get("body").isNull()).isTrue();
    }

    @Test
    void refusedRequestsAreShownToo() {
        client.post("/nowhere", "{}");
        client.withKey("other").post("/v6/events", "{}");

        assertThat(client.show("requests"))
                .extracting(request -> request.get("status").asInt())
                .containsExactly(404, 403);
    }

    @Test
    void tokensAreMaskedWhereverTheyWereSent() {
        client.get("/v2/me");
        client.get("/v4/tokens?a=1&access_token=sandbox-api-key&b=2");
        client.send(client.request("/v2/me").header("Cookie", "a=1; extole_token=sandbox-api-key"));
        client.withKey("sandbox-events-key").get("/v4/tokens");

        assertThat(client.get("/__sandbox/requests").text())
                .doesNotContain("sandbox-api-key")
                .doesNotContain("sandbox-events-key")
                .contains("Bearer ***")
                .contains("/v4/tokens?a=1&access_token=***&b=2")
                .contains("a=1; extole_token=***");
    }

    @Test
    void inspectionIsNotShownAsARequest() {
        client.show("requests");
        client.fault("{'status':500,'next':1}");
        client.show("events");

        assertThat(client.show("requests")).isEmpty();
    }

    @Test
    void limitShowsTheLatestOldestFirst() {
        for (int i = 0; i < 5; i++) {
            client.post("/v6/events/e" + i, "{}");
        }

        assertThat(client.show("events?limit=2"))
                .extracting(event -> event.get("event_name").asText())
                .containsExactly("e3", "e4");
        assertThat(client.show("requests?limit=1").get(0).get("path").asText()).isEqualTo("/v6/events/e4");
        assertThat(client.show("persons?limit=3")).hasSize(3);
        assertThat(client.show("erasures?limit=0")).isEmpty();
        assertThat(client.show("events")).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "-1", "1.5", ""})
    void badLimitIsRefusedInWords(String limit) {
        Reply actual = client.get("/__sandbox/events?limit=" + limit);

        assertThat(actual.status()).isEqualTo(400);
        assertThat(actual.field("message")).contains("'limit'").contains("'" + limit + "'");
    }

    @ParameterizedTest
    @CsvSource({"GET,/__sandbox/nothing", "GET,/__sandbox", "POST,/__sandbox/events", "DELETE,/__sandbox/events"})
    void unknownInspectionTellsWhatThereIs(String method, String path) {
        Reply actual = client.send(client.request(path).method(method, BodyPublishers.noBody()));

        assertThat(actual.status()).isEqualTo(404);
        assertThat(actual.field("message")).contains("GET requests, events, persons, erasures and faults");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__sandbox", "/__sandbox/", "/__sandbox/requests"})
    void resetForgetsEverything(String path) {
        String event = quoted("{'email':'ada@example.com','partner_conversion_id':'ord-9'}");
        client.post("/v6/events/conversion", event);
        client.post("/v4/erasures", quoted("{'partner_user_id':'u-1'}"));
        client.fault("{'status':500}");

        Reply actual = client.delete(path);

        assertThat(actual.status()).isEqualTo(204);
        for (String what : new String[] {"requests", "events", "persons", "erasures", "faults"}) {
            assertThat(client.show(what)).isEmpty();
        }
        client.post("/v6/events/conversion", event);
        assertThat(client.show("events").get(0).get("duplicate").asBoolean()).isFalse();
    }

    @Test
    void tokenIsToldItsScopes() {
        Reply actual = client.withKey("sandbox-events-key").get("/v4/tokens");

        assertThat(actual.json().fieldNames())
                .toIterable()
                .containsExactly(
                        "access_token", "client_id", "expires_in", "identity_id", "person_id", "scopes", "type");
        assertThat(actual.field("access_token")).isEqualTo("sandbox-events-key");
        assertThat(actual.json().get("scopes")).hasToString("[\"USER_SUPPORT\"]");
        assertThat(actual.field("type")).isEqualTo("MANAGED");
    }

    @Test
    void meNamesTheAccount() {
        Reply actual = client.get("/v2/me");

        assertThat(actual.json().fieldNames())
                .toIterable()
                .containsExactly("user_id", "email", "client_id", "properties", "intercom_user_hash");
    }

    @Test
    void portThatIsTakenIsNamed() {
        SandboxSettings settings = SandboxSettings.defaults().withPort(sandbox.port());

        assertThatThrownBy(() -> Sandbox.start(settings))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The sandbox cannot listen on 127.0.0.1:" + sandbox.port());
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        SandboxSettings settings = SandboxSettings.defaults();

        assertThatThrownBy(() -> SandboxChange.with(settings, "keep", 0))
                .hasMessage("sandbox keep must be at least 1, not 0");
        assertThatThrownBy(() -> SandboxChange.with(settings, "identityDelay", Duration.ofMillis(-1)))
                .hasMessageContaining("identityDelay");
    }

    @Test
    void furtherKeysHaveTheScopesTheyAreGiven() {
        SandboxSettings settings = SandboxChange.withKey(SandboxChange.with("host", "localhost"), "more", Set.of());
        try (Sandbox more = Sandbox.start(settings)) {
            SandboxClient stranger = new SandboxClient(more).withKey("more");

            assertThat(stranger.get("/v4/tokens").status()).isEqualTo(200);
            assertThat(stranger.get("/v2/me").code()).isEqualTo("access_denied");
        }
    }

    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    class Log {
        @Test
        void eventIsLoggedByNameAndStatusWithoutItsData(CapturedOutput output) {
            try (Sandbox sandbox = Sandbox.start(SandboxSettings.defaults())) {
                SandboxClient client = new SandboxClient(sandbox);

                client.post("/v6/events", quoted("{'event_name':'conversion','data':{'email':'ada@example.com'}}"));
                client.post("/v6/async-events", quoted("{'event_name':'bad\\nname','event_time':'never'}"));
                client.get("/v2/me");

                assertThat(output)
                        .contains("Event 'conversion': 200")
                        .contains("Event 'bad name': 400")
                        .doesNotContain("ada@example.com");
            }
        }
    }
}
