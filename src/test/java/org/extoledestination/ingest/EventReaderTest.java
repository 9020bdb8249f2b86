package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.extoledestination.event.EventType;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.support.Persons;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {

    private static final Instant RECEIVED = Instant.parse("2026-03-02T09:58:07Z");

    private final EventReader reader = new EventReader(32 * 1024, Persons.KEYS, EventTimes.Doubt.NONE);

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            [1]                                                                     | bad_request
            "text"                                                                  | bad_request
            null                                                                    | bad_request
            {"userId": "u"}                                                         | bad_request
            {"type": 7, "userId": "u"}                                              | bad_request
            {"type": "Track", "event": "A", "userId": "u"}                          | bad_request
            {"type": "fly", "userId": "u"}                                          | bad_request
            {"type": "delete", "userId": "u"}                                       | bad_request
            {"type": "track", "userId": "u"}                                        | event_not_defined
            {"type": "track", "event": null, "userId": "u"}                         | event_not_defined
            {"type": "track", "event": 7, "userId": "u"}                            | event_not_string
            {"type": "track", "event": "", "userId": "u"}                           | event_not_string
            {"type": "track", "event": " ", "userId": "u"}                          | event_not_string
            {"type": "track", "event": "A", "properties": [], "userId": "u"}        | properties_not_object
            {"type": "identify", "traits": "a", "userId": "u"}                      | traits_not_object
            {"type": "identify"}                                                    | no_user_anon_id
            {"type": "identify", "userId": null, "anonymousId": null}               | no_user_anon_id
            {"type": "identify", "traits": {"email": " "}}                          | no_user_anon_id
            {"type": "identify", "userId": 7}                                       | id_not_string
            {"type": "identify", "userId": true}                                    | id_not_string
            {"type": "identify", "userId": ""}                                      | no_user_anon_id
            {"type": "identify", "traits": {"email": "abc"}}                        | no_user_anon_id
            {"type": "identify", "userId": " ", "anonymousId": ""}                  | no_user_anon_id
            {"type": "identify", "userId": "u", "anonymousId": 7}                   | id_not_string
            {"type": "identify", "userId": "u\\u0000"}                              | id_not_string
            {"type": "identify", "userId": "u", "anonymousId": "\\u0000"}           | id_not_string
            {"type": "track", "event": "A\\u0000", "userId": "u"}                   | event_not_string
            {"type": "identify", "userId": "u", "messageId": "m\\u0000"}            | bad_request
            {"type": "identify", "userId": "u", "messageId": 7}                     | bad_request
            {"type": "identify", "userId": "u", "messageId": "a\\nb"}               | bad_request
            """)
    void whatIsNotSoundIsDiscardedUnderSegmentsCode(String json, String code) {
        assertThat(discarded(json, around(Door.TRACKING)).code()).isEqualTo(code);
    }

    @Test
    void aMessageIdMayHaveAHundredCharactersAndNoMore() throws DiscardedException {
        String longest = "m".repeat(100);

        assertThat(read("{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"" + longest + "\"}")
                        .messageId())
                .isEqualTo(longest);
        assertThat(discarded(
                        "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"m" + longest + "\"}",
                        around(Door.TRACKING)))
                .isEqualTo(Discard.UNSOUND_MESSAGE_ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"messageId\": null}", "{\"messageId\": \"\"}", "{\"messageId\": \" \"}"})
    void anEventWithoutMessageIdGetsOne(String rest) throws DiscardedException {
        ObjectNode event = (ObjectNode) Json.parse(bytes(rest));
        event.put("type", "identify").put("userId", "u");

        SegmentEvent read = read(event.toString());

        assertThat(read.messageId()).isEqualTo("given");
        assertThat(parsed(read).path("messageId").textValue()).isEqualTo("given");
    }

    @Test
    void aDeleteNeedsAKeyThatExtoleKnowsAndATrustedDoor() throws DiscardedException {
        SegmentEvent delete = read("{\"type\":\"delete\",\"userId\":\"u\"}", around(Door.SUBSCRIPTION));

        assertThat(delete.type()).isEqualTo(EventType.DELETE);
        assertThat(discarded("{\"type\":\"delete\",\"anonymousId\":\"a\"}", around(Door.SUBSCRIPTION)))
                .isEqualTo(Discard.ID_REQUIRED);
        assertThat(discarded("{\"type\":\"delete\",\"email\":\"abc\"}", around(Door.SUBSCRIPTION)))
                .isEqualTo(Discard.ID_REQUIRED);
        assertThat(read("{\"type\":\"delete\",\"email\":\"e@example.com\"}", around(Door.FILE))
                        .person())
                .isEqualTo(Person.ofEmail("e@example.com"));
    }

    /** As Extole's page on Segment shows it. */
    @ParameterizedTest
    @EnumSource(Door.class)
    void theUserIdAloneIsADeleteAtEachDoorThatTakesDeletes(Door door) throws DiscardedException {
        if (door.isTrusted()) {
            assertThat(read("{\"userId\":\"u\"}", around(door)).type()).isEqualTo(EventType.DELETE);
            assertThat(discarded("{\"userId\":\" \"}", around(door))).isEqualTo(Discard.ID_REQUIRED);
            assertThat(discarded("{\"userId\":\"null\"}", around(door))).isEqualTo(Discard.ID_REQUIRED);
        } else {
            assertThat(discarded("{\"userId\":\"u\"}", around(door))).isEqualTo(Discard.UNKNOWN_TYPE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"userId", "anonymousId", "messageId", "groupId", "previousId"})
    void anIdThatStandsForNoneIsAbsent(String id) throws DiscardedException {
        for (String none : new String[] {
            "\"undefined\"",
            "\"[object Object]\"",
            "null",
            "\"\"",
            "\" \\t\"",
            "\"\u200b\"",
            "\"\u00a0\ufeff\"",
            "\"\u3164\udb40\udc41\""
        }) {
            JsonNode event =
                    parsed(read("{\"type\": \"alias\", \"email\": \"e@example.com\", \"" + id + "\": " + none + "}"));

            assertThat(event.path(id).asText()).isEqualTo(id.equals("messageId") ? "given" : "");
            assertThat(event.has(id)).isEqualTo(id.equals("messageId"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"userId": "u", "anonymousId": "a", "traits": {"email": "e@example.com"}} | user
            {"anonymousId": "a", "traits": {"email": "e@example.com"}}               | email
            {"anonymousId": "a", "properties": {"email": "e@example.com"}}           | email
            {"context": {"traits": {"email": " E@example.com"}}}                     | email
            {"anonymousId": "a", "traits": {"email": 7}}                             | anonymous
            {"anonymousId": "a", "context": []}                                      | anonymous
            """)
    void thePersonIsTheUserElseTheAddressElseTheVisitor(String rest, String kind) throws DiscardedException {
        ObjectNode event = (ObjectNode) Json.parse(bytes(rest));
        event.put("type", "identify");

        Person person = read(event.toString()).person();

        assertThat(person)
                .isEqualTo(
                        switch (kind) {
                            case "user" -> Person.ofUserId("u");
                            case "email" -> Person.ofEmail("e@example.com");
                            default -> Person.ofAnonymousId("a");
                        });
    }

    /** Example of Segment's spec: the clock of the device is two minutes ahead. */
    @Test
    void theClockOfTheDeviceIsCorrectedBySentAt() throws DiscardedException {
        JsonNode event = parsed(read("""
                {"type": "identify", "userId": "u",
                 "timestamp": "2026-03-02T10:00:00Z", "sentAt": "2026-03-02T10:00:05Z"}"""));

        assertThat(event.path("timestamp").textValue()).isEqualTo("2026-03-02T09:58:02.000Z");
        assertThat(event.path("originalTimestamp").textValue()).isEqualTo("2026-03-02T10:00:00.000Z");
        assertThat(event.path("receivedAt").textValue()).isEqualTo("2026-03-02T09:58:07.000Z");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"timestamp": "2026-03-02T08:00:00Z"}                                          | 2026-03-02T08:00:00.000Z
            {"originalTimestamp": "2026-03-02T08:00:00Z"}                                  | 2026-03-02T08:00:00.000Z
            {"timestamp": "soon"}                                                          | 2026-03-02T09:58:07.000Z
            {"timestamp": " ", "originalTimestamp": "2026-03-02T08:00:00Z"}                | 2026-03-02T08:00:00.000Z
            {"timestamp": 1772442000}                                                      | 2026-03-02T09:00:00.000Z
            {"timestamp": "1772442000123"}                                                 | 2026-03-02T09:00:00.123Z
            {"timestamp": "Mon, 02 Mar 2026 09:00:00 GMT"}                                 | 2026-03-02T09:00:00.000Z
            {"timestamp": 0}                                                               | 2026-03-02T09:58:07.000Z
            {"timestamp": true}                                                            | 2026-03-02T09:58:07.000Z
            {"timestamp": "2026-03-02T08:00:00Z", "sentAt": "0001-01-01T00:00:00Z"}        | 2026-03-02T08:00:00.000Z
            {"timestamp": "2026-03-02T08:00:00Z", "sentAt": "1970-01-01T00:00:00Z"}        | 2026-03-02T08:00:00.000Z
            {"timestamp": "2026-03-02T08:00:00Z", "sentAt": 0}                             | 2026-03-02T08:00:00.000Z
            {"timestamp": "2026-03-02T08:00:00Z", "sentAt": "2026-02-09T08:00:00Z"}        | 2026-03-02T08:00:00.000Z
            {"timestamp": "2026-03-02T10:00:00.5Z", "sentAt": "2026-03-02T10:00:00Z"}      | 2026-03-02T09:58:07.000Z
            {"timestamp": "1970-01-01T00:05:00Z", "sentAt": "1970-01-01T00:05:07Z"}        | 2026-03-02T09:58:00.000Z
            {"timestamp": "0001-01-01T00:00:00Z", "sentAt": "2026-03-02T09:58:07Z"}        | 2026-03-02T09:58:07.000Z
            {"timestamp": "0001-01-01T00:00:00Z", "originalTimestamp": "2026-03-02T08:00:00Z"} | 2026-03-02T09:58:07.000Z
            {"timestamp": "1970-12-31T23:59:59Z"}                                          | 2026-03-02T09:58:07.000Z
            {"timestamp": "1971-01-01T00:00:00Z"}                                          | 1971-01-01T00:00:00.000Z
            {"timestamp": "2026-03-03T09:58:07Z"}                                          | 2026-03-02T09:58:07.000Z
            {"timestamp": "2026-06-02T09:58:07Z"}                                          | 2026-03-02T09:58:07.000Z
            {}                                                                             | 2026-03-02T09:58:07.000Z
            {"sentAt": "2026-03-02T10:00:05Z"}                                             | 2026-03-02T09:58:07.000Z
            {"timestamp": "2026-03-02T08:00:00Z", "sentAt": "later"}                       | 2026-03-02T08:00:00.000Z
            {"timestamp": "2026-03-02T08:00:00Z", "sentAt": "9999-01-01T00:00:00Z"}        | 2026-03-02T08:00:00.000Z
            {"timestamp": "9998-01-01T00:00:00Z", "sentAt": "1970-01-02T00:00:00Z"}        | 2026-03-02T09:58:07.000Z
            """)
    void anEventWithoutUsableTimesHappenedWhenItSaysOrWhenItCame(String rest, String timestamp)
            throws DiscardedException {
        ObjectNode event = (ObjectNode) Json.parse(bytes(rest));
        event.put("type", "identify").put("userId", "u");

        assertThat(parsed(read(event.toString())).path("timestamp").textValue()).isEqualTo(timestamp);
    }

    @Test
    void timesThatSegmentHasCorrectedAreLeftAlone() throws DiscardedException {
        String json = """
                {"type": "identify", "userId": "u", "timestamp": "2026-03-02T08:00:00.5Z",
                 "sentAt": "2026-03-02T10:00:05Z", "receivedAt": "2026-03-02T08:00:01Z"}""";

        JsonNode fromSegment = parsed(read(json, around(Door.SUBSCRIPTION)));
        JsonNode fromAClient = parsed(read(json));

        assertThat(fromSegment.path("timestamp").textValue()).isEqualTo("2026-03-02T08:00:00.5Z");
        assertThat(fromSegment.path("receivedAt").textValue()).isEqualTo("2026-03-02T08:00:01Z");
        assertThat(fromAClient.path("receivedAt").textValue()).isEqualTo("2026-03-02T09:58:07.000Z");
    }

    /** What Segment makes of a sentAt of zero or of weeks ago. */
    @ParameterizedTest
    @CsvSource({
        "4052-03-01T00:00:00.000Z, 2026-03-02T08:00:00.000Z, 2026-03-02T08:00:00.000Z, 4052-03-01T00:00:00.000Z",
        "2083-05-01T00:00:00.000Z, 2026-03-02T08:00:00.000Z, 2026-03-02T08:00:00.000Z, 2083-05-01T00:00:00.000Z",
        "0001-01-01T00:00:00.000Z, 2026-03-02T08:00:00.000Z, 2026-03-02T08:00:00.000Z, 0001-01-01T00:00:00.000Z",
        "2026-03-23T00:00:00.000Z, 2026-03-02T08:00:00.000Z, 2026-03-02T08:00:00.000Z, 2026-03-23T00:00:00.000Z",
        "4052-03-01T00:00:00.000Z, 4052-03-02T08:00:00.000Z, 2026-03-02T08:00:01.000Z, 4052-03-01T00:00:00.000Z",
        "4052-03-01T00:00:00.000Z, soon, 2026-03-02T08:00:01.000Z, 4052-03-01T00:00:00.000Z",
        "4052-03-01T00:00:00.000Z, , 2026-03-02T08:00:01.000Z, 4052-03-01T00:00:00.000Z",
        "2026-03-02T08:00:02.000Z, 2026-03-02T07:00:00.000Z, 2026-03-02T08:00:01.000Z, 2026-03-02T07:00:00.000Z"
    })
    void aTimeThatSegmentCannotMeanIsTheOriginalOneOrThatOfItsReceiptAndIsKept(
            String timestamp, @Nullable String original, String right, String kept) throws DiscardedException {
        JsonNode event = parsed(read(
                """
                {"type": "identify", "userId": "u", "timestamp": "%s", %s
                 "receivedAt": "2026-03-02T08:00:01Z"}""".formatted(timestamp, original == null ? "" : "\"originalTimestamp\": \"" + original + "\","),
                around(Door.SUBSCRIPTION)));

        assertThat(event.path("timestamp").textValue()).isEqualTo(right);
        assertThat(event.path("originalTimestamp").textValue()).isEqualTo(kept);
        assertThat(event.path("receivedAt").textValue()).isEqualTo("2026-03-02T08:00:01Z");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "timestamp": "soon"                                                  | unreadable
            "timestamp": "03/04/2026"                                            | unreadable
            "timestamp": {}                                                      | unreadable
            "originalTimestamp": "soon"                                          | unreadable
            "timestamp": 0                                                       | unreadable
            "timestamp": "0001-01-01T00:00:00Z"                                  | unbelieved
            "timestamp": "2099-01-01T00:00:00Z"                                  | unbelieved
            "timestamp": "soon", "receivedAt": "2026-03-02T08:00:00Z"            | unreadable
            "timestamp": {}, "receivedAt": "2026-03-02T08:00:00Z"                | unreadable
            "timestamp": ""                                                      | none
            "timestamp": null                                                    | none
            "Timestamp": "2026-03-02T08:00:00Z"                                  | none
            "original_timestamp": "2026-03-02T08:00:00Z"                         | none
            "timestamp": "2026-03-02T08:00:00Z", "sentAt": "0001-01-01T00:00:00Z" |
            "timestamp": "2026-03-02T08:00:00Z", "sentAt": "soon"                |
            "timestamp": 1772442000                                              |
            """)
    void aTimeThatCannotBeBelievedIsCountedAtEachDoorAndRefusedByAnImportAlone(String time, @Nullable String outcome) {
        Doors doors = new Doors();
        String json = "{\"type\": \"identify\", \"userId\": \"u\", " + time + "}";

        SegmentEvent kept = doors.trackingApi()
                .read(bytes(json), "/v1/identify", Doors.basic(Doors.KEY))
                .get(0);

        doors.subscriptionEndpoint().read(bytes(json), Doors.basic(Doors.KEY), null);
        doors.segmentQueue().read(Doors.message(json, null, null, "ID:1", null));

        assertThat(doors.counted("timestamp", "unreadable")).isEqualTo("unreadable".equals(outcome) ? 3 : 0);
        assertThat(doors.counted("timestamp", "unbelieved")).isEqualTo("unbelieved".equals(outcome) ? 3 : 0);
        ArchiveReader archive = doors.archiveReader(1 << 30);
        if (outcome == null) {
            assertThat(archive.read(json, "shop", false).json()).contains("timestamp");
        } else {
            assertThat(catchThrowableOfType(RefusedException.class, () -> archive.read(json, "shop", false))
                            .code())
                    .isEqualTo("bad_timestamp");
            assertThat(parsed(kept).path("originalTimestamp").isMissingNode()).isEqualTo("none".equals(outcome));
        }
        // What was kept before is not refused when it is replayed.
        assertThat(archive.again(kept.json(), "shop", "m").json()).contains("timestamp");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "timestamp": "soon"                                                    | 2020-01-05T00:00:00.000Z
            "timestamp": ""                                                        | 2020-01-05T00:00:00.000Z
            "originalTimestamp": "soon"                                            | 2020-01-05T00:00:00.000Z
            "sentAt": "2020-01-05T00:00:00Z"                                       | 2020-01-05T00:00:00.000Z
            "timestamp": "soon", "originalTimestamp": "2020-01-03T00:00:00Z"       | 2020-01-03T00:00:00.000Z
            """)
    void anEventThatSegmentHandsOnWithoutATimeHappenedWhenSegmentReceivedIt(String time, String right)
            throws DiscardedException {
        JsonNode event = parsed(read("""
                {"type": "identify", "userId": "u", "receivedAt": "2020-01-05T00:00:00Z", %s}""".formatted(time), around(Door.SUBSCRIPTION)));

        assertThat(event.path("timestamp").textValue()).isEqualTo(right);
        assertThat(event.path("receivedAt").textValue()).isEqualTo("2020-01-05T00:00:00Z");
    }

    @Test
    void aDeleteNeedsNoTime() {
        assertThat(new Doors()
                        .archiveReader(1 << 30)
                        .read("{\"userId\": \"u\"}", "shop", true)
                        .type())
                .isEqualTo(EventType.DELETE);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"type": "identify", "userId": "u"}                                                | 2025-01-02T03:04:05.000Z
            {"type": "identify", "userId": "u", "timestamp": null}                             | 2025-01-02T03:04:05.000Z
            {"type": "identify", "userId": "u", "timestamp": " "}                              | 2025-01-02T03:04:05.000Z
            {"type": "identify", "userId": "u", "timestamp": "2024-05-06T07:08:09Z"}           | 2024-05-06T07:08:09.000Z
            {"type": "identify", "userId": "u", "originalTimestamp": "2024-05-06T07:08:09Z"}   | 2024-05-06T07:08:09.000Z
            """)
    void aMendedEventKeepsIdAndTimeOfTheOneBefore(String mended, String time) throws DiscardedException {
        SegmentEvent before = read("{\"type\": \"identify\", \"userId\": \"u\", \"messageId\": \"m-7\","
                + " \"timestamp\": \"2025-01-02T03:04:05.000Z\", \"sentAt\": \"2026-03-02T09:58:07Z\"}");

        SegmentEvent event = new Doors().archiveReader(1 << 30).again(mended, before);

        assertThat(event.messageId()).isEqualTo("m-7");
        assertThat(parsed(event).path("timestamp").asText()).isEqualTo(time);
    }

    /** Neither the time of the letter before nor another of its own stands in for it unseen. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"03/02/2020\"",
                "\"soon\"",
                "0",
                "true",
                "{}",
                "\"1969-07-20T20:17:00Z\"",
                "\"2099-01-01T00:00:00Z\""
            })
    void aMendedOrImportedLetterWithADoubtfulTimestampIsRefused(String timestamp) throws DiscardedException {
        SegmentEvent before = read("{\"type\": \"identify\", \"userId\": \"u\", \"messageId\": \"m-7\"}");
        String letter =
                "{\"type\": \"identify\", \"userId\": \"u\", \"messageId\": \"m-7\", \"timestamp\": " + timestamp
                        + ", \"originalTimestamp\": \"2025-01-02T03:04:05Z\", \"receivedAt\": \"2025-01-02T03:04:06Z\"}";
        ArchiveReader archive = new Doors().archiveReader(1 << 30);

        for (ThrowingCallable reading : List.<ThrowingCallable>of(
                () -> archive.again(letter, before), () -> archive.again(letter, "shop", "m-7"))) {
            assertThat(catchThrowableOfType(RefusedException.class, reading).code())
                    .isEqualTo("bad_timestamp");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"receivedAt\": \"soon\"", "\"sentAt\": \"0001-01-01T00:00:00Z\""})
    void anImportRefusesAnEventWhoseOnlyTimeSaysNothing(String time) {
        ArchiveReader archive = new Doors().archiveReader(1 << 30);

        assertThat(catchThrowableOfType(
                                RefusedException.class,
                                () -> archive.read(
                                        "{\"type\": \"identify\", \"userId\": \"u\", " + time + "}", "shop", false))
                        .code())
                .isEqualTo("bad_timestamp");
    }

    @Test
    void aReceiptThatCannotBeBelievedIsThatOfToday() throws DiscardedException {
        for (String receivedAt : List.of("4052-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "soon")) {
            JsonNode event = parsed(read("""
                    {"type": "identify", "userId": "u", "timestamp": "2026-03-02T08:00:00Z",
                     "receivedAt": "%s"}""".formatted(receivedAt), around(Door.SUBSCRIPTION)));

            assertThat(event.path("receivedAt").textValue()).isEqualTo("2026-03-02T09:58:07.000Z");
            assertThat(event.path("timestamp").textValue()).isEqualTo("2026-03-02T08:00:00.000Z");
        }
    }

    @Test
    void contextIntegrationsAndSentAtOfTheBatchAreInheritedAndTheEventsOwnWin() throws DiscardedException {
        String envelope = """
                {"sentAt": "2026-03-02T10:00:05Z", "timestamp": "2001-01-01T00:00:00Z",
                 "context": {"library": {"name": "analytics-java", "version": "3.5.4"}, "locale": "fr", "ip": "203.0.113.9"},
                 "integrations": {"All": true, "Extole Platform": true}}""";

        JsonNode event = parsed(read("""
                {"type": "identify", "userId": "u", "timestamp": "2026-03-02T10:00:00Z",
                 "context": {"locale": "en", "library": {"name": "own"}, "ip": {"v": 6}},
                 "integrations": {"Extole Platform": false}}""", around(envelope)));

        assertThat(event.path("context")).isEqualTo(Json.parse(bytes("""
                {"locale": "en", "library": {"name": "own", "version": "3.5.4"}, "ip": {"v": 6}}""")));
        assertThat(event.path("integrations"))
                .isEqualTo(Json.parse(bytes("{\"Extole Platform\": false, \"All\": true}")));
        assertThat(event.path("timestamp").textValue()).isEqualTo("2026-03-02T09:58:02.000Z");
    }

    @Test
    void anEventsOwnSentAtWinsAndNullContextTakesThatOfTheBatch() throws DiscardedException {
        String envelope = "{\"sentAt\": \"2026-03-02T11:00:00Z\", \"context\": {\"ip\": \"203.0.113.9\"}}";

        JsonNode event = parsed(read("""
                {"type": "identify", "userId": "u", "context": null, "integrations": [],
                 "timestamp": "2026-03-02T10:00:00Z", "sentAt": "2026-03-02T10:00:05Z"}""", around(envelope)));

        assertThat(event.at("/context/ip").textValue()).isEqualTo("203.0.113.9");
        assertThat(event.path("timestamp").textValue()).isEqualTo("2026-03-02T09:58:02.000Z");
    }

    @Test
    void theWriteKeyIsNotKeptAndNumbersKeepTheirDigits() throws DiscardedException {
        SegmentEvent event = read("""
                {"type": "track", "event": "A", "userId": "u", "writeKey": "secret",
                 "properties": {"price": 20.0, "tiny": 1e-9, "big": 12345678901234567890123}}""");

        assertThat(event.json()).doesNotContain("secret").contains("\"price\":20.0", "12345678901234567890123");
        assertThat(event.name()).contains("A");
    }

    @Test
    void anEventOver32KbIsDiscarded() {
        String padding = "x".repeat(33_000);

        assertThat(discarded(
                        "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a\":\"" + padding + "\"}}",
                        around(Door.TRACKING)))
                .isEqualTo(Discard.EVENT_TOO_LARGE);
    }

    @Test
    void whatTheBatchHandsDownAndWhatWeAddDoNotCount() throws DiscardedException {
        String padding = "x".repeat(32 * 1024 - 100);

        assertThat(read(
                                "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a\":\"" + padding + "\"}}",
                                around("{\"context\":{\"userAgent\":\"" + "u".repeat(200) + "\"}}"))
                        .json()
                        .length())
                .isGreaterThan(32 * 1024);
    }

    @Test
    void butNoEventIsMoreThanTwiceAsLargeWithThem() {
        String event = "{\"type\":\"identify\",\"userId\":\"u\"}";
        String context = "{\"context\":{\"padding\":\"" + "u".repeat(65 * 1024) + "\"}}";

        assertThat(discarded(event, around(context))).isEqualTo(Discard.EVENT_TOO_LARGE);
    }

    @Test
    void theEventThatCameIsNotChanged() throws DiscardedException {
        JsonNode came = Json.parse(bytes("""
                {"type": "identify", "userId": "u", "writeKey": "k", "context": {"library": {"name": "own"}}}"""));
        JsonNode before = came.deepCopy();

        reader.read(came, around("{\"context\": {\"library\": {\"version\": \"1\"}, \"ip\": \"::1\"}}"), () -> "given");

        assertThat(came).isEqualTo(before);
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacter() throws DiscardedException {
        SegmentEvent event = read("""
                {"type": "track", "event": "A\\ud83d", "userId": "\\ude00", "messageId": "m\\ude00",
                 "properties": {"smile": "\\ud83d\\ude00", "half": "\\ud83dx"}}""");

        assertThat(event.name()).contains("A\uFFFD");
        assertThat(event.messageId()).isEqualTo("m\uFFFD");
        assertThat(event.person()).isEqualTo(Person.ofUserId("\uFFFD"));
        assertThat(parsed(event).at("/properties/smile").textValue()).isEqualTo("\ud83d\ude00");
        assertThat(parsed(event).at("/properties/half").textValue()).isEqualTo("\uFFFDx");
    }

    @Test
    void ofDuplicateKeysTheLastCountsAsInJavaScript() throws DiscardedException {
        SegmentEvent event = read("{\"type\": \"identify\", \"userId\": \"first\", \"userId\": \"last\"}");

        assertThat(event.person()).isEqualTo(Person.ofUserId("last"));
        assertThat(event.json()).doesNotContain("first");
    }

    @Test
    void sizesCountBytesNotCharacters() {
        String padding = "é".repeat(17_000);

        assertThat(discarded(
                        "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"a\":\"" + padding + "\"}}",
                        around(Door.TRACKING)))
                .isEqualTo(Discard.EVENT_TOO_LARGE);
    }

    /** A write key stands in web pages: what it says of audiences is marked, so that Engage's word stands above it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TRACKING     | true
            SUBSCRIPTION | false
            JMS          | false
            FILE         | false
            """)
    void anAssertionWithAWriteKeyIsMarked(Door door, boolean isMarked) throws DiscardedException {
        String event = """
                {"type": "identify", "userId": "u", "context": {"ip": "::1", "personas": {%s"computation_key": "k"}}}""";

        assertThat(parsed(read(event.formatted(""), around(door)))
                        .at("/context/personas/by_write_key")
                        .asBoolean())
                .isEqualTo(isMarked);
        assertThat(parsed(read(event.formatted("\"by_write_key\": false, "), around(door)))
                        .at("/context/personas/by_write_key")
                        .asBoolean())
                .isEqualTo(isMarked);
        assertThat(parsed(read(
                                "{\"type\": \"identify\", \"userId\": \"u\", \"context\": {\"personas\": 1}}",
                                around(door)))
                        .at("/context/personas")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void anAssertionThatItsBatchHandsDownIsMarkedAndTheBatchStaysAsItIs() throws DiscardedException {
        EventReader.Around around = around("{\"context\": {\"personas\": {\"computation_key\": \"k\"}}}");

        SegmentEvent event = read("{\"type\": \"identify\", \"userId\": \"u\"}", around);

        assertThat(parsed(event).at("/context/personas/by_write_key").asBoolean())
                .isTrue();
        assertThat(around.envelope().context()).hasToString("{\"personas\":{\"computation_key\":\"k\"}}");
    }

    private SegmentEvent read(String json) throws DiscardedException {
        return read(json, around(Door.TRACKING));
    }

    private SegmentEvent read(String json, EventReader.Around around) throws DiscardedException {
        return reader.read(Json.parse(bytes(json)), around, () -> "given");
    }

    private Discard discarded(String json, EventReader.Around around) {
        return catchThrowableOfType(DiscardedException.class, () -> read(json, around))
                .discard();
    }

    private static EventReader.Around around(Door door) {
        return new EventReader.Around("shop", door, RECEIVED, Envelope.NONE, Optional.empty());
    }

    private static EventReader.Around around(String envelope) {
        ObjectNode batch = (ObjectNode) Json.parse(bytes(envelope));
        return new EventReader.Around("shop", Door.TRACKING, RECEIVED, Envelope.of(batch), Optional.empty());
    }

    private static JsonNode parsed(SegmentEvent event) {
        return Json.parse(bytes(event.json()));
    }

    /** The id is that of earlier releases, so that an archive that is imported again repeats nothing. */
    @Test
    void anArchivedEventWithoutAMessageIdKeepsTheIdOfItsContent() {
        String event = "{\"userId\": \"u-1\", \"type\": \"track\", \"timestamp\": \"2026-03-02T09:00:00Z\","
                + " \"event\": \"Ordered \uD83D\uDE00\"}";

        assertThat(new Doors().archiveReader(1 << 30).read(event, "shop", false).messageId())
                .isEqualTo("file-550bcee46497f2ce090c06f0bc9056d6");
    }
}
