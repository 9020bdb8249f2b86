package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusalsTest {
    private static final String EVENT = quoted("{'event_name':'x','data':{}}");

    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0, "maxBodyBytes", 2000));
    private final SandboxClient client = new SandboxClient(sandbox);

    @BeforeAll
    void startAfresh() {
        client.delete("/__sandbox");
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void everyErrorHasFiveFieldsInOrder() {
        Reply actual = client.post("/v6/events", "{}");

        JsonNode error = actual.json();
        assertThat(actual.header("Content-Type")).isEqualTo("application/json");
        assertThat(error.fieldNames())
                .toIterable()
                .containsExactly("unique_id", "http_status_code", "code", "message", "parameters");
        assertThat(Long.parseLong(error.get("unique_id").textValue()) >> 32)
                .isBetween(Instant.now().getEpochSecond() - 5, Instant.now().getEpochSecond());
        assertThat(error.get("http_status_code").intValue()).isEqualTo(400);
        assertThat(error.get("parameters").isObject()).isTrue();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                  | missing_event_name
            {'event_name':' ','data':{}}                        | missing_event_name
            {'event_name':null}                                 | missing_event_name
            {'event_name':{}}                                   | invalid_json_malformed
            {'event_name':'x','event_time':'yesterday'}         | invalid_event_time_format
            {'event_name':'x','event_time':''}                  | invalid_event_time_format
            {'event_name':'x','event_time':'2026-02-30'}        | invalid_event_time_format
            {'event_name':'x','event_time':1700000000}          | invalid_event_time_format
            {'event_name':'x','data':{'event_time':'tomorrow'}} | invalid_event_time_format
            {'event_name':'x','data':[1]}                       | invalid_json_malformed
            [{'event_name':'x'}]                                | invalid_json_malformed
            'text'                                              | invalid_json_malformed
            {'event_name':'x'                                   | invalid_json
            {'event_name':'x'}}                                 | invalid_json
            """)
    void badEventIsRefusedWithItsReason(String body, String code) {
        for (String path : new String[] {"/v6/events", "/v6/async-events", "/v5/events"}) {
            Reply actual = client.post(path, quoted(body));

            assertThat(actual.status()).isEqualTo(400);
            assertThat(actual.code()).isEqualTo(code);
        }
    }

    @Test
    void namedFormNeedsANameAndASoundTime() {
        assertThat(client.post("/v6/events/%20", "{}").code()).isEqualTo("missing_event_name");
        assertThat(client.post("/v6/events/x", quoted("{'event_time':'never'}")).code())
                .isEqualTo("invalid_event_time_format");
    }

    @Test
    void badTimeIsRepeatedEscaped() {
        Reply actual = client.post("/v6/events", "{\"event_name\":\"x\",\"event_time\":\"it's <now>\"}");

        assertThat(actual.json().at("/parameters/event_time").asText()).isEqualTo("it&#39;s &lt;now&gt;");
    }

    @Test
    void unknownTimeZoneIsRefused() {
        Reply actual = client.post("/v6/events?time_zone=Mars/Base", EVENT);

        assertThat(actual.code()).isEqualTo("timezone_invalid");
        assertThat(actual.json().at("/parameters/value").asText()).isEqualTo("Mars/Base");
    }

    @Test
    void requestWithoutBodyIsRefused() {
        Reply actual = client.post("/v6/events", "");

        assertThat(actual.status()).isEqualTo(400);
        assertThat(actual.code()).isEqualTo("missing_request_body");
    }

    @Test
    void bodyOverTheLimitIsRefusedWithItsSize() {
        Reply actual = client.post("/v6/events", " ".repeat(200_000));

        assertThat(actual.status()).isEqualTo(400);
        assertThat(actual.code()).isEqualTo("request_body_size_too_large");
        assertThat(actual.json().get("parameters"))
                .hasToString(quoted("{'body_size':'200000','max_allowed_body_size':'2000'}"));
    }

    @Test
    void bodyAtTheLimitIsTaken() {
        String padded = EVENT + " ".repeat(2000 - EVENT.length());

        assertThat(client.post("/v6/events", padded).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
    void otherContentTypesAreUnsupported(String type) {
        Reply actual = client.send(
                client.request("/v6/events").header("Content-Type", type).POST(BodyPublishers.ofString(EVENT)));

        assertThat(actual.status()).isEqualTo(415);
        assertThat(actual.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void missingContentTypeIsUnsupportedButACharsetIsFine() {
        Reply missing = client.send(client.request("/v6/events").POST(BodyPublishers.ofString(EVENT)));
        Reply charset = client.send(client.request("/v6/events")
                .header("Content-Type", "Application/JSON; charset=utf-8")
                .POST(BodyPublishers.ofString(EVENT)));

        assertThat(missing.status()).isEqualTo(415);
        assertThat(charset.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v6", "/v7/events", "/v6/events/", "/v6/events/a/b", "/v5/async-events", "/api/v6/events"})
    void unknownPathIsNotFound(String path) {
        Reply actual = client.post(path, EVENT);

        assertThat(actual.status()).isEqualTo(404);
        assertThat(actual.code()).isEqualTo("method_not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v6/events",
        "DELETE,/v6/async-events/x",
        "POST,/v4/tokens",
        "DELETE,/v5/persons/1",
        "PUT,/v4/erasures"
    })
    void knownPathWithAnotherMethodIsNotAllowed(String method, String path) {
        Reply actual = client.send(client.json(path).method(method, BodyPublishers.ofString("{}")));

        assertThat(actual.status()).isEqualTo(405);
        assertThat(actual.code()).isEqualTo("method_not_allowed");
    }

    @Test
    void requestWithoutTokenIsRefused() {
        Reply actual = client.withKey("").post("/v6/events", EVENT);

        assertThat(actual.status()).isEqualTo(403);
        assertThat(actual.code()).isEqualTo("missing_access_token");
    }

    @Test
    void unknownTokenAndTooSmallScopeAreDenied() {
        Reply unknown = client.withKey("other").post("/v6/events", EVENT);
        Reply small = client.withKey("sandbox-events-key").post("/v4/erasures", quoted("{'partner_user_id':'u-1'}"));

        assertThat(unknown.status()).isEqualTo(403);
        assertThat(unknown.code()).isEqualTo("access_denied");
        assertThat(small.status()).isEqualTo(403);
        assertThat(small.code()).isEqualTo("access_denied");
    }

    @Test
    void tokenComesByHeaderQueryOrCookie() {
        SandboxClient bare = client.withKey("");

        assertThat(bare.post("/v6/events?access_token=sandbox-api-key", EVENT).status())
                .isEqualTo(200);
        assertThat(client.withKey("wrong")
                        .post("/v6/events?access_token=sandbox-api-key", EVENT)
                        .status())
                .isEqualTo(200);
        assertThat(bare.send(bare.request("/v4/tokens").header("Cookie", "extole_token=sandbox-api-key"))
                        .status())
                .isEqualTo(200);
        assertThat(bare.send(bare.request("/v4/tokens").header("Authorization", "sandbox-api-key"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void checksAreMadeInExtolesOrder() {
        SandboxClient stranger = client.withKey("other");
        SandboxClient small = client.withKey("sandbox-events-key");

        assertThat(stranger.post("/nowhere", "").status()).isEqualTo(404);
        assertThat(stranger.send(stranger.request("/v6/events").POST(BodyPublishers.ofString("")))
                        .code())
                .isEqualTo("access_denied");
        assertThat(small.send(small.request("/v4/erasures").POST(BodyPublishers.noBody()))
                        .code())
                .isEqualTo("access_denied");
        assertThat(client.send(client.request("/v6/events").POST(BodyPublishers.noBody()))
                        .code())
                .isEqualTo("unsupported_media_type");
        assertThat(client.post("/v6/events", quoted("{'event_time':'never'}")).code())
                .isEqualTo("missing_event_name");
        assertThat(client.post("/v6/events", quoted("{'event_time':'never'")).code())
                .isEqualTo("invalid_json");
    }
}
