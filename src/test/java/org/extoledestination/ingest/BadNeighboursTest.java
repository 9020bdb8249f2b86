package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.WellFormed;
import org.extoledestination.support.Persons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no parser takes costs the event that holds it, and no other. */
class BadNeighboursTest {

    private static final String GOOD = "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"good\"}";

    private final Doors doors = new Doors();

    static List<String> unsound() {
        return List.of(
                number("1e99999999999"),
                number("1e-99999999999"),
                number("1e999999999"),
                number("[{\"deeper\":-1e2147483648}]"),
                number("9".repeat(5_000)),
                number("1." + "9".repeat(5_000)));
    }

    private static String number(String number) {
        return "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"bad\",\"traits\":{\"n\":" + number + "}}";
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void inABatch(String bad) {
        List<SegmentEvent> kept =
                doors.trackingApi().read(bytes("{\"batch\":[" + bad + ',' + GOOD + "]}"), "/batch", basic(KEY));

        assertThat(kept).extracting(SegmentEvent::messageId).containsExactly("good");
        assertThat(doors.counted("number_out_of_range")).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void inAMessage(String bad) {
        SegmentQueue.Read read =
                doors.segmentQueue().read(Doors.message("[" + GOOD + ',' + bad + ']', null, null, "ID:1", null));

        assertThat(read.accepted()).extracting(SegmentEvent::messageId).containsExactly("good");
        assertThat(read.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.reason()).startsWith("number_out_of_range: ");
            assertThat(refused.content()).asString().contains("\"bad\"");
        });
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void aloneInAMessage(String bad) {
        assertThat(doors.segmentQueue()
                        .read(Doors.message(bad, null, null, "ID:1", null))
                        .refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith("number_out_of_range: "));
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void inASubscription(String bad) {
        SubscriptionEndpoint endpoint = doors.subscriptionEndpoint();

        assertThat(endpoint.read(bytes("[" + bad + ',' + GOOD + ']'), basic(KEY), null))
                .extracting(SegmentEvent::messageId)
                .containsExactly("good");
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> endpoint.read(bytes(bad), basic(KEY), null));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("number_out_of_range");
    }

    @ParameterizedTest
    @MethodSource("unsound")
    void inAFile(String bad) {
        RefusedException refused = catchThrowableOfType(
                RefusedException.class,
                () -> ArchiveReader.look(bad, "segment", 32_768, Persons.KEYS, java.time.Clock.systemUTC()));

        assertThat(refused.code()).isEqualTo("number_out_of_range");
    }

    /** Half a surrogate pair, NUL and control characters, escaped in names at each depth. */
    static List<String> oddNames() {
        return Stream.of("\\ud800", "a\\uDC00b", "\\udc00\\ud800", "\\ud83dx".repeat(20), "\\u0000", "\\u001b[2J")
                .flatMap(name -> Stream.of(
                        "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"odd\",\"" + name + "\":1}",
                        number("{\"" + name + "\":1}"),
                        number("[[{\"deeper\":{\"" + name + "\":{\"" + name + "\":\"" + name + "\"}}}]]"),
                        "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"odd\",\"context\":{\"" + name
                                + "\":1e999999}}"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void aNameThatJacksonTakesInNoBytesCostsNoNeighbour(String odd) {
        String two = '[' + odd + ',' + GOOD + ']';

        for (List<SegmentEvent> kept : List.of(
                doors.trackingApi().read(bytes("{\"batch\":" + two + "}"), "/batch", basic(KEY)),
                doors.segmentQueue()
                        .read(Doors.message(two, null, null, "ID:1", null))
                        .accepted(),
                doors.subscriptionEndpoint().read(bytes(two), basic(KEY), null))) {
            assertThat(kept)
                    .extracting(SegmentEvent::messageId)
                    .contains("good")
                    .hasSize(odd.contains("1e9") ? 1 : 2);
            assertThat(kept)
                    .extracting(SegmentEvent::json)
                    .allMatch(json -> WellFormed.text(json).equals(json));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"\\ud800", "{\"\\ud800\":1", "{\"\\ud800\":1}}", "{\"\\ud8\":1}"})
    void whatIsNoJsonBesideItIsRefused(String broken) {
        assertThat(catchThrowableOfType(RefusedException.class, () -> Json.parse(bytes(broken)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theContextOfABatchBelongsToEachEventThatDoesNotSayOtherwise() {
        String own = GOOD.replace("}", ",\"context\":{\"n\":1}}");

        List<SegmentEvent> kept = doors.trackingApi()
                .read(
                        bytes("{\"context\":{\"n\":1e99999999999},\"batch\":[" + GOOD + ',' + own + "]}"),
                        "/batch",
                        basic(KEY));

        assertThat(kept)
                .singleElement()
                .satisfies(event -> assertThat(event.json()).contains("\"context\":{\"n\":1}"));
    }

    @Test
    void aNumberOfTheRequestItselfHarmsNobody() {
        assertThat(doors.trackingApi()
                        .read(bytes("{\"sentBy\":1e99999999999,\"batch\":[" + GOOD + "]}"), "/batch", basic(KEY)))
                .hasSize(1);
    }

    @Test
    void aNameLongerThanAnEventMayBeCostsItsOwnEvent() {
        String bad = "{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"" + "n".repeat(60_000) + "\":1}}";

        assertThat(doors.trackingApi().read(bytes("{\"batch\":[" + bad + ',' + GOOD + "]}"), "/batch", basic(KEY)))
                .extracting(SegmentEvent::messageId)
                .containsExactly("good");
        assertThat(doors.counted("event_too_large")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"\\u0000\"", "-0", "1E400", "{\"n\":1,\"n\":2}", "\"\\u001b[2J\\u202e\""})
    void whatParsersTakeIsKept(String value) {
        assertThat(doors.trackingApi()
                        .read(bytes("{\"batch\":[" + number(value) + ',' + GOOD + "]}"), "/batch", basic(KEY)))
                .hasSize(2);
    }

    @Test
    void aFaultOfOursOnOneEventIsThatEventsFault() {
        EventReader reader = new EventReader(32_768, Persons.KEYS, EventTimes.Doubt.NONE);
        EventReader.Around around =
                new EventReader.Around("shop", Door.TRACKING, Doors.NOW, Envelope.NONE, Optional.empty());
        ObjectNode event = Json.object().put("type", "identify").put("userId", "u");

        DiscardedException fault = catchThrowableOfType(
                DiscardedException.class,
                () -> reader.read(event, around, () -> {
                    throw new IllegalStateException("mia@example.com");
                }));
        DiscardedException overflow = catchThrowableOfType(
                DiscardedException.class,
                () -> reader.read(event, around, () -> {
                    throw new StackOverflowError();
                }));

        assertThat(fault.discard()).isEqualTo(Discard.UNREADABLE);
        assertThat(overflow.discard()).isEqualTo(Discard.UNREADABLE);
        assertThat(fault.discard().message()).doesNotContain("mia");
    }
}
