package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionEndpointTest {

    private final Doors doors = new Doors();
    private final SubscriptionEndpoint endpoint = doors.subscriptionEndpoint();

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            no JSON                                          | 400 | bad_request
            "text"                                           | 400 | bad_request
            {"userId": "u", "traits": {}}                    | 400 | bad_request
            {"type": "fly", "userId": "u"}                   | 400 | bad_request
            {"type": "track", "userId": "u"}                 | 400 | event_not_defined
            {"type": "identify"}                             | 400 | no_user_anon_id
            {"type": "delete"}                               | 400 | id_required
            {"userId": 7}                                    | 400 | bad_request
            {"type": "page", "userId": "u"}                  | 501 | unsupported_type
            {"type": "screen", "userId": "u"}                | 501 | unsupported_type
            {"type": "group", "userId": "u"}                 | 501 | unsupported_type
            {"type": "alias", "userId": "u"}                 | 501 | unsupported_type
            """)
    void whatSegmentShouldNotSendAgainIsRefused(String body, int status, String code) {
        RefusedException refusal = refused(body, basic(KEY));

        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.code()).isEqualTo(code);
    }

    @Test
    void aMissingOrUnknownKeyIs401BeforeAnythingIsRead() {
        assertThat(refused("no JSON", basic("other")).status()).isEqualTo(401);
        assertThat(refused("{\"type\":\"identify\",\"userId\":\"u\",\"writeKey\":\"" + KEY + "\"}", "")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"userId\": \"c-81\"}", """
                {"type": "delete", "userId": "c-81", "timestamp": "2026-03-02T09:00:00.000Z"}""", """
                {"type": "delete", "channel": "server", "userId": "c-81", "messageId": "delete-1f",
                 "projectId": "pJ1", "context": [], "integrations": [], "receivedAt": "2026-03-02T09:00:00.000Z",
                 "sentAt": "2026-03-02T09:00:00.000Z", "originalTimestamp": "2026-03-02T09:00:00.000Z",
                 "timestamp": "2026-03-02T09:00:00.000Z"}""", """
                {"type": "delete", "channel": "server", "userId": "c-81", "context": null, "integrations": null,
                 "messageId": "delete-reg-77::job-2-pJ1", "projectId": "pJ1",
                 "originalTimestamp": "2026-03-02 09:00:00.123456789 +0000 UTC m=+70366.29"}""", """
                {"type": "delete", "userId": "c-81", "email": "mia@example.com"}"""})
    void everyShapeOfADeleteIsTaken(String body) {
        SegmentEvent event = read(body);

        assertThat(event.type()).isEqualTo(EventType.DELETE);
        assertThat(event.source()).isEqualTo("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"identify\",\"userId\":\"u\"}",
                "{\"type\":\"track\",\"event\":\"A\",\"anonymousId\":\"a\"}"
            })
    void identifyAndTrackAreTaken(String body) {
        assertThat(read(body).messageId()).isNotBlank();
    }

    private SegmentEvent read(String body) {
        return endpoint.read(bytes(body), basic(KEY)).get(0);
    }

    private RefusedException refused(String body, String authorization) {
        return catchThrowableOfType(RefusedException.class, () -> endpoint.read(bytes(body), authorization));
    }
}
