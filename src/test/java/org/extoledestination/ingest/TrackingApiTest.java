package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackingApiTest {

    private final Doors doors = new Doors();
    private final TrackingApi api = doors.trackingApi();

    @ParameterizedTest(name = "/v1/{0} and /v1/{1}")
    @CsvSource({
        "identify, i, IDENTIFY",
        "track, t, TRACK",
        "page, p, PAGE",
        "screen, s, SCREEN",
        "group, g, GROUP",
        "alias, a, ALIAS"
    })
    void thePathNamesTheTypeWithAndWithoutTrailingSlash(String path, String shortPath, EventType type) {
        for (String each : List.of("/" + path, "/" + path + "/", "/" + shortPath, "/" + shortPath + "/", path)) {
            List<SegmentEvent> events = read(each, "{\"type\": \"alias\", \"event\": \"A\", \"userId\": \"u\"}");

            assertThat(events).singleElement().extracting(SegmentEvent::type).isEqualTo(type);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/batch", "/batch/", "/b", "/b/", "/import", "/import/"})
    void aBatchKeepsItsOrderAndLosesOnlyItsBadEvents(String path) {
        List<SegmentEvent> events = read(path, """
                {"batch": [
                  {"type": "identify", "userId": "u-1", "messageId": "1"},
                  {"type": "track", "userId": "u-2", "messageId": "2"},
                  7,
                  {"type": "track", "event": "A", "userId": "u-3", "messageId": "3"}]}""");

        assertThat(events).extracting(SegmentEvent::messageId).containsExactly("1", "3");
        assertThat(events).extracting(SegmentEvent::source).containsOnly("shop");
        assertThat(doors.counted("event_not_defined")).isEqualTo(1);
        assertThat(doors.counted("bad_request")).isEqualTo(1);
    }

    @Test
    void aBadSingleEventIsDiscardedAndCountedButNotRefused() {
        assertThat(read("/track", "{\"userId\": \"u\"}")).isEmpty();
        assertThat(doors.counted("event_not_defined")).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(delimiter = '|', textBlock = """
            /track | no JSON                         | 400
            /track | {"userId": "u"                  | 400
            /track | {"userId": "u"} {"userId": "u"} | 400
            /track | [{"userId": "u"}]               | 400
            /track | "text"                          | 400
            /track | ''                              | 400
            /batch | {"userId": "u"}                 | 400
            /batch | {"batch": {}}                   | 400
            /fly   | {"userId": "u"}                 | 404
            /      | {"userId": "u"}                 | 404
            """)
    void whatIsNoRequestOfTheTrackingApiIsRefused(String path, String body, int status) {
        RefusedException refusal = refused(path, body, basic(KEY));

        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal).hasMessageNotContaining("userId");
    }

    @Test
    void theKeyMayStandInTheHeaderOrInTheBody() {
        String body = "{\"userId\": \"u\", \"writeKey\": \"" + KEY + "\"}";

        assertThat(api.read(bytes(body), "/identify", null)).hasSize(1);
        assertThat(api.read(bytes(body), "/identify", "Bearer token")).hasSize(1);
        assertThat(api.read(bytes("{\"userId\": \"u\"}"), "/identify", basic(KEY)))
                .hasSize(1);
    }

    @Test
    void aMissingOrUnknownKeyIs401() {
        assertThat(refused("/identify", "{\"userId\": \"u\"}", null).status()).isEqualTo(401);
        assertThat(refused("/identify", "{\"userId\": \"u\"}", basic("other")).status())
                .isEqualTo(401);
        assertThat(refused("/identify", "{\"userId\": \"u\", \"writeKey\": 7}", null)
                        .code())
                .isEqualTo("unknown_source");
    }

    @Test
    void aBatchMayHold2500EventsAndNoMore() {
        assertThat(read("/batch", batch(2_500))).hasSize(2_500);

        assertThat(refused("/batch", batch(2_501), basic(KEY)))
                .hasMessageContaining("2501")
                .extracting(RefusedException::status)
                .isEqualTo(400);
    }

    @Test
    void aSingleEventOver32KbIsRefused() {
        String body = "{\"userId\": \"u\", \"traits\": {\"a\": \"" + "x".repeat(33_000) + "\"}}";

        assertThat(refused("/identify", body, basic(KEY)).status()).isEqualTo(400);
    }

    @Test
    void anEventOver32KbInABatchDoesNotCostItsNeighbours() {
        List<SegmentEvent> events = read("/batch", """
                {"batch": [{"type": "identify", "userId": "u", "traits": {"a": "%s"}},
                           {"type": "identify", "userId": "u", "messageId": "2"}]}""".formatted("x".repeat(33_000)));

        assertThat(events).extracting(SegmentEvent::messageId).containsExactly("2");
        assertThat(doors.counted("event_too_large")).isEqualTo(1);
    }

    private static String batch(int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> "{\"type\":\"identify\",\"userId\":\"u" + i + "\"}")
                .collect(Collectors.joining(",", "{\"batch\":[", "]}"));
    }

    private List<SegmentEvent> read(String path, String body) {
        return api.read(bytes(body), path, basic(KEY));
    }

    private RefusedException refused(String path, String body, @Nullable String authorization) {
        return catchThrowableOfType(RefusedException.class, () -> api.read(bytes(body), path, authorization));
    }
}
