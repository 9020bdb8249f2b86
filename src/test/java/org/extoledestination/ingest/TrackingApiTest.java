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
import org.extoledestination.ingest.IngestSettings.UnknownKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
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
        for (String each : List.of("/" + path, "/" + path + "/", "/" + shortPath, "/" + shortPath + "/")) {
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
    void whatNoReaderCouldHoldIsRefused() {
        assertThat(refused("/track", "{\"a\":" + "[".repeat(100_000), basic(KEY))
                        .status())
                .isEqualTo(400);
        assertThat(refused("/track", "{\"a\":" + "1".repeat(20_000) + "}", basic(KEY))
                        .status())
                .isEqualTo(400);
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
    void oneGoodKeyOfTwoSuffices() {
        String known = "{\"userId\": \"u\", \"writeKey\": \"" + KEY + "\"}";

        assertThat(api.read(bytes(known), "/identify", basic("key-of-a-proxy"))).hasSize(1);
        assertThat(api.read(bytes("{\"userId\": \"u\", \"writeKey\": \"other\"}"), "/identify", basic(KEY)))
                .hasSize(1);
    }

    @Test
    void anUnknownKeyMayBeAnsweredAsSegmentDoes() {
        Doors lenient = new Doors(Doors.settings(List.of(Doors.source("shop", KEY)), UnknownKey.DISCARD, ""));

        assertThat(lenient.trackingApi().read(bytes(batch(3)), "/batch", basic("other")))
                .isEmpty();
        assertThat(lenient.counted("unknown_source")).isEqualTo(3);
    }

    @Test
    void eventsOfASourceThatIsSwitchedOffAreDiscarded() {
        Doors doors = new Doors(Doors.settings(
                List.of(Doors.source("shop", List.of(KEY), List.of(), false), Doors.source("app", "phone"))));

        assertThat(doors.trackingApi().read(bytes("{\"userId\": \"u\"}"), "/i", basic(KEY)))
                .isEmpty();
        assertThat(doors.counted("source_disabled")).isEqualTo(1);
        assertThat(doors.trackingApi().read(bytes("{\"userId\": \"u\"}"), "/i", basic("phone")))
                .extracting(SegmentEvent::source)
                .containsExactly("app");
    }

    @Test
    void whileNoKeyIsConfiguredSendersAreAskedToComeBack() {
        TrackingApi unconfigured = new Doors(Doors.settings(List.of())).trackingApi();

        assertThat(catchThrowableOfType(
                                RefusedException.class,
                                () -> unconfigured.read(bytes("{\"userId\":\"u\"}"), "/i", basic("any")))
                        .status())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/m", "/m/"})
    void reportsOnTheLibraryItselfAreAnsweredAndNotRead(String path) {
        assertThat(api.read(bytes("no JSON"), path, null)).isEmpty();
        assertThat(doors.counted("client_metrics")).isEqualTo(1);
    }

    @Test
    void anEmptyBatchIsAnsweredAndCounted() {
        assertThat(read("/batch", "{\"batch\": []}")).isEmpty();
        assertThat(doors.counted("empty_batch")).isEqualTo(1);
    }

    @Test
    void aContextThatWouldGrowInEveryEventOfItsBatchIsRefused() {
        String batch = batch(2_500);
        String bomb = batch.substring(0, batch.length() - 1) + ",\"context\":{\"a\":\"" + "x".repeat(32_000) + "\"}}";

        assertThat(refused("/batch", bomb, basic(KEY)).status()).isEqualTo(400);
    }

    @Test
    void aThousandBadEventsWriteOneLine(CapturedOutput output) {
        read("/batch", "{\"batch\":[" + "{\"type\":\"track\",\"userId\":\"mia@example.com\"},7,".repeat(500) + "7]}");

        assertThat(output.getOut().lines().filter(line -> line.contains("Discarded")))
                .singleElement()
                .asString()
                .contains("source='shop'", "event_not_defined x500", "bad_request x501")
                .doesNotContain("mia@example.com", KEY);
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
