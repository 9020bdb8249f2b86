package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.NOW;
import static org.extoledestination.ingest.Doors.bytes;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.extoledestination.activemqbatch.PostponedException;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.queue.refused.Refused;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentQueueTest {

    private static final String ID = "ID:host-1234-5678-1:1:1:1:1";
    private static final String IDENTIFY = "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"m\"}";

    private static final Instant SENT = Instant.parse("2026-03-02T08:00:00Z");

    private final Doors doors = new Doors();
    private final SegmentQueue queue = doors.segmentQueue();

    @Test
    void aTextHoldsOneEvent() {
        SegmentQueue.Read read = read(IDENTIFY);

        assertThat(read.refused()).isEmpty();
        assertThat(read.accepted()).extracting(SegmentEvent::messageId).containsExactly("m");
        assertThat(read.accepted()).extracting(SegmentEvent::source).containsExactly("shop");
    }

    @Test
    void bytesAreReadAsUtf8() {
        SegmentQueue.Read read = read(bytes("{\"type\":\"track\",\"event\":\"Zoë / ☕\",\"userId\":\"u\"}"));

        assertThat(read.accepted())
                .singleElement()
                .satisfies(event -> assertThat(event.name()).contains("Zoë / ☕"));
    }

    @Test
    void anArrayHoldsEventsAndTheBadOnesAreSetAside() {
        SegmentQueue.Read read = read("[" + IDENTIFY + ", {\"type\":\"track\",\"userId\":\"u\"}, 7]");

        assertThat(read.accepted()).hasSize(1);
        assertThat(read.refused())
                .extracting(Refused::content)
                .containsExactly("{\"type\":\"track\",\"userId\":\"u\"}", "7");
        assertThat(read.refused().get(0).reason()).startsWith("event_not_defined: ");
        assertThat(doors.counted("event_not_defined")).isEqualTo(1);
        assertThat(doors.counted("bad_request")).isEqualTo(1);
    }

    @Test
    void aBatchHandsDownItsContext() {
        SegmentQueue.Read read = read("{\"context\":{\"ip\":\"203.0.113.9\"},\"batch\":[" + IDENTIFY + "]}");

        assertThat(read.accepted())
                .singleElement()
                .satisfies(event -> assertThat(event.json()).contains("203.0.113.9"));
    }

    @Test
    void aUserIdAloneIsADelete() {
        SegmentQueue.Read read = read("[{\"userId\":\"u\"},{\"userId\":\"\"},{\"userId\":\"u\",\"traits\":{}}]");

        assertThat(read.accepted()).extracting(SegmentEvent::type).containsExactly(EventType.DELETE);
        assertThat(read.refused())
                .extracting(refused -> refused.reason().replaceFirst(":.*", ""))
                .containsExactly("id_required", "bad_request");
    }

    @Test
    void aPropertyMayNameTheSource() {
        SegmentQueue both =
                new Doors(Doors.settings(List.of(Doors.source("shop"), Doors.source("app")))).segmentQueue();

        assertThat(sourceOf(both, "app")).isEqualTo("app");
        assertThat(sourceOf(both, null)).isEqualTo("shop");
        assertThat(both.read(Doors.message(IDENTIFY, "other", null, ID, null)).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith("unknown_source: "));
    }

    private static String sourceOf(SegmentQueue queue, @Nullable String property) {
        return queue.read(Doors.message(IDENTIFY, property, null, ID, null))
                .accepted()
                .get(0)
                .source();
    }

    @Test
    void whatComesForASourceThatIsSwitchedOffIsSetAside() {
        SegmentQueue off =
                new Doors(Doors.settings(List.of(Doors.source("shop", List.of(KEY), List.of(), false)))).segmentQueue();

        SegmentQueue.Read read = off.read(Doors.message(IDENTIFY, null, null, ID, null));

        assertThat(read.accepted()).isEmpty();
        assertThat(read.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith("source_disabled: "));
    }

    @Test
    void bytesMayBeGzipped() throws IOException {
        assertThat(gzipped(Gzip.of(IDENTIFY)).accepted()).hasSize(1);
    }

    @Test
    void bytesThatAreNotGzipAreSetAsideAsTheyAre() {
        assertThat(gzipped(bytes("no gzip")).refused())
                .extracting(Refused::content)
                .containsExactly(bytes("no gzip"));
    }

    @Test
    void gzipThatDoesNotSaySoIsSetAsideByteForByte() throws IOException {
        byte[] packed = Gzip.of(IDENTIFY);

        assertThat(read(packed).refused()).extracting(Refused::content).containsExactly(packed);
    }

    @Test
    void anEndlessIdOfABrokerGivesAnIdThatFits() {
        assertThat(queue.read(Doors.message(
                                "{\"type\":\"identify\",\"userId\":\"u\"}", null, null, "ID:" + "h".repeat(300), null))
                        .accepted())
                .singleElement()
                .satisfies(event ->
                        assertThat(event.messageId()).startsWith("jms-").hasSizeLessThan(100));
    }

    @Test
    void aGzipBombIsSetAside() throws IOException {
        assertThat(gzipped(Gzip.ofZeros(100_000_000)).refused()).hasSize(1);
    }

    @Test
    void aContextHandedDownToThousandsIsSetAsideOnceAsItCame() {
        String body =
                "{\"context\":{\"pad\":\"" + "x".repeat(29_000) + "\"},\"batch\":[" + many(20_000, IDENTIFY) + "]}";

        assertGrows(body);
        assertThat(read("{\"context\":{\"pad\":\"" + "x".repeat(2_000) + "\"},\"batch\":[" + many(1_000, IDENTIFY)
                                + "]}")
                        .accepted())
                .hasSize(1_000);
    }

    @Test
    void moreEventsThanMemoryHoldsAreSetAsideTogether() {
        assertGrows("[" + many(100_000, "{}") + "]");
        assertGrows("[" + many(30_000, "{}") + "]");
        assertThat(read("[" + many(20_000, IDENTIFY) + "]").accepted()).hasSize(20_000);
        assertThat(read("[" + many(20_000, "{}") + "]").refused()).hasSize(20_000);
    }

    @Test
    void whatWouldFillTheHeapWhileItIsReadIsNotRead() throws IOException {
        byte[] packed = Gzip.of(IntStream.range(0, 400_000)
                .mapToObj(i -> "{\"" + i * 7_919 + "\":0}")
                .collect(Collectors.joining(",", "[", "]")));

        assertThat(gzipped(packed).refused()).singleElement().satisfies(refused -> {
            assertThat(refused.content()).isEqualTo(packed);
            assertThat(refused.reason()).startsWith("batch_grows: Reading it");
        });
    }

    @Test
    void whatDoesNotFitIntoMemoryWithThoseBeforeWaitsForTheirCommit() {
        SegmentQueue small = doors.segmentQueue(16 << 10);
        List<Exchange> batch = List.of(exchange(), exchange());
        small.beforeProcessing(batch);
        for (Exchange each : batch) {
            small.requireRoom(each);
            small.keep(read(IDENTIFY).accepted(), each);
        }
        Exchange next = exchange();
        small.beforeProcessing(List.of(next));

        assertThatExceptionOfType(PostponedException.class).isThrownBy(() -> small.requireRoom(next));
        small.requireRoom(exchange());
        small.beforeAcknowledge(batch);
        small.afterLeaving(batch);

        small.requireRoom(next);
        assertThat(doors.kept()).hasSize(2);
    }

    @Test
    void aDeleteIsTaken() {
        assertThat(read("{\"type\":\"delete\",\"userId\":\"u\"}").accepted()).hasSize(1);
    }

    @Test
    void aMissingMessageIdIsTheSameAtEveryRedelivery() {
        String json = "[{\"type\":\"identify\",\"userId\":\"u\"},{\"type\":\"identify\",\"userId\":\"u\"}]";

        SegmentQueue.Read first = read(json);
        SegmentQueue.Read again = read(json);

        assertThat(first.accepted())
                .extracting(SegmentEvent::messageId)
                .containsExactly("jms-host-1234-5678-1:1:1:1:1-0", "jms-host-1234-5678-1:1:1:1:1-1");
        assertThat(again.accepted())
                .extracting(SegmentEvent::messageId)
                .containsExactlyElementsOf(
                        first.accepted().stream().map(SegmentEvent::messageId).toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userId\":\"u\"}",
                "{\"type\":\"identify\",\"userId\":\"u\"}",
                "[{\"userId\":\"u\"},{\"type\":\"track\",\"event\":\"Step\",\"userId\":\"u\"}]",
                "{\"batch\":[{\"userId\":\"u\"},{\"type\":\"identify\",\"userId\":\"u\"}]}",
                """
                {"context":{"ip":"203.0.113.9"},"integrations":{"All":false},"sentAt":"2026-03-02T07:00:01Z",
                 "batch":[{"userId":"u"},
                   {"type":"identify","userId":"u","context":{"locale":"de"},"timestamp":"2026-03-02T07:00:00Z"}]}"""
            })
    void whatIsRefusedAndComesAgainAloneIsWhatItWasInItsMessage(String json) {
        SegmentQueue off =
                new Doors(Doors.settings(List.of(Doors.source("shop", List.of(KEY), List.of(), false)))).segmentQueue();
        List<SegmentEvent> again = new ArrayList<>();
        for (Refused refused : off.read(Doors.message(json, null, null, ID, SENT.toEpochMilli()))
                .refused()) {
            Message alone = Doors.message(refused.content(), null, null, "ID:another", NOW.toEpochMilli());
            alone.setHeader("replayedMessageId", ID);
            alone.setHeader("replayedSentAt", SENT.toEpochMilli());
            alone.setHeader("replayedPart", refused.part());
            again.addAll(queue.read(alone).accepted());
        }

        assertThat(again)
                .isEqualTo(queue.read(Doors.message(json, null, null, ID, SENT.toEpochMilli()))
                        .accepted())
                .doesNotHaveDuplicates();
    }

    @Test
    void aPartThatIsNoEventSharesNoIdWithItsNeighbours() {
        Message alone = Doors.message("[" + many(3, IDENTIFY) + "]", null, null, ID, null);
        alone.setHeader("replayedMessageId", ID);
        alone.setHeader("replayedPart", 2);

        assertThat(queue.read(alone).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.part()).isEqualTo(2));
    }

    @Test
    void whatIsNotJsonIsSetAsideAsItCame() {
        SegmentQueue.Read read = read("no JSON");

        assertThat(read.accepted()).isEmpty();
        assertThat(read.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.content()).isEqualTo("no JSON");
            assertThat(refused.reason()).startsWith("bad_request: The body is not JSON");
        });
    }

    @Test
    void aMessageWithoutTextOrBytesIsSetAside() {
        assertThat(queue.read(Doors.message(null, null, null, ID, null)).refused())
                .hasSize(1);
        assertThat(queue.read(Doors.message("", null, null, null, null)).refused())
                .hasSize(1);
        assertThat(queue.read(Doors.message(new byte[0], null, null, ID, null)).refused())
                .hasSize(1);
    }

    @Test
    void theEventsOfABatchOfMessagesAreKeptTogetherInTheirOrder() {
        List<Exchange> batch = List.of(exchange(), exchange(), exchange());
        queue.beforeProcessing(batch);
        for (int i = 0; i < batch.size(); i++) {
            queue.keep(read(IDENTIFY.replace("\"m\"", "\"m-" + i + "\"")).accepted(), batch.get(i));
        }
        assertThat(doors.kept()).isEmpty();

        queue.beforeAcknowledge(batch);

        assertThat(doors.kept()).extracting(SegmentEvent::messageId).containsExactly("m-0", "m-1", "m-2");
    }

    @Test
    void whatAStepOfASplitKeepsIsKeptWithItsMessage() {
        Exchange message = exchange();
        queue.beforeProcessing(List.of(message));
        queue.keep(read(IDENTIFY).accepted(), message.copy());

        queue.beforeAcknowledge(List.of(message));

        assertThat(doors.kept()).hasSize(1);
    }

    @Test
    void timeOnTheQueueIsNoErrorOfTheSendersClock() {
        SegmentQueue.Read read = queue.read(Doors.message("""
                {"sentAt": "2026-03-02T07:00:01Z", "batch": [
                  {"type": "identify", "userId": "u", "timestamp": "2026-03-02T07:00:00Z"},
                  {"type": "identify", "userId": "u"}]}""", null, null, ID, SENT.toEpochMilli()));

        assertThat(read.accepted())
                .extracting(event ->
                        Json.parse(bytes(event.json())).path("timestamp").textValue())
                .containsExactly("2026-03-02T07:00:00.000Z", "2026-03-02T08:00:00.000Z");
    }

    @Test
    void whatAnotherComponentReadsIsKeptAtOnce() {
        queue.keep(read(IDENTIFY).accepted(), exchange());

        assertThat(doors.kept()).hasSize(1);
    }

    private static Exchange exchange() {
        return new DefaultExchange(new DefaultCamelContext());
    }

    private SegmentQueue.Read read(Object body) {
        return queue.read(Doors.message(body, null, null, ID, null));
    }

    private SegmentQueue.Read gzipped(byte[] bytes) {
        return queue.read(Doors.message(bytes, null, "gzip", ID, null));
    }

    private void assertGrows(String body) {
        SegmentQueue.Read read = read(body);

        assertThat(read.accepted()).isEmpty();
        assertThat(read.refused()).singleElement().satisfies(refused -> {
            assertThat(refused.content()).isEqualTo(body);
            assertThat(refused.reason()).startsWith("batch_grows: ");
        });
    }

    private static String many(int events, String json) {
        return String.join(",", Collections.nCopies(events, json));
    }
}
