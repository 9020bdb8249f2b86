package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.extoledestination.event.SegmentEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is built of a body in memory is told before it is built, and not built at all for whoever shows no key. */
class BodyTreesTest {

    private static final int MB = 1 << 20;
    private static final String KEY = basic(Doors.KEY + ':');

    private final Doors doors = new Doors();
    private final InHand inHand = InHand.begin("192.0.2.7");

    @BeforeEach
    void aRequestInAHeapOf360Megabytes() {
        heap(360 * MB);
    }

    @AfterEach
    void itEnds() {
        InHand.end();
    }

    private void heap(int bytes) {
        BodyRoom room = new BodyRoom(bytes, 8 * MB, Duration.ofMillis(50), 200);
        inHand.place(room.toBeRead(room.toArrive(Optional.of("shop"), 0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "{\"\":0},", "[],", "0,", "{\"\":{\"\":{\"\":{\"\":0}}}},"})
    void eightMegabytesThatWouldBecomeHundredsAreRefused(String each) {
        byte[] body = bytes('[' + each.repeat((8 * MB - 10) / each.length()) + "0]");

        assertThat(allocated(
                        () -> refused(() -> doors.subscriptionEndpoint().read(body, KEY, null), 400, "batch_grows")))
                .isLessThan(MB);
    }

    @Test
    void soAreTheyAtEachDoor() {
        heap(MB);
        String nested = "[" + "{},".repeat(10_000) + "0]";
        String event = "{\"userId\":\"u\",\"event\":\"A\",\"properties\":{\"a\":" + nested + "}}";
        String query = "data=" + Base64.getUrlEncoder().encodeToString(bytes(event));
        List<Runnable> reads = List.of(
                () -> doors.trackingApi().read(bytes(event), "/v1/track", KEY),
                () -> doors.trackingApi().read(bytes("{\"batch\":" + nested + '}'), "/v1/batch", KEY),
                () -> doors.subscriptionEndpoint().read(bytes(event), KEY, null),
                () -> doors.pixel().read("/v1/pixel/track", query, KEY, "GET"),
                () -> doors.archiveReader(MB).read(event, "shop", false));

        assertThat(reads).allSatisfy(read -> refused(read, 400, "batch_grows"));
        assertThat(doors.segmentQueue(MB)
                        .read(Doors.message(event, "shop", null, "ID:1", null))
                        .refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).startsWith("batch_grows"));
    }

    @Test
    void anOrdinaryArrayOfSevenMegabytesIsRead() {
        String traits =
                "\"traits\":{" + "\"first_name\":\"Ada Augusta King\",\"city\":\"London, {Marylebone}\",".repeat(30);
        String event = "{\"type\":\"identify\",\"userId\":\"u\"," + traits + "\"n\":1}}";
        byte[] body = bytes('[' + (event + ',').repeat(7 * MB / event.length()) + event + ']');

        assertThat(doors.subscriptionEndpoint().read(body, KEY, null)).hasSizeGreaterThan(3_000);
    }

    @ParameterizedTest
    @CsvSource({"'', 401", "'\"writeKey\":\"other\",', 401", "'\"a\":{\"writeKey\":\"wk_demo\"},', 401"})
    void nothingIsBuiltForWhoeverShowsNoKey(String fields, int status) {
        String nest = "{\"\":".repeat(400) + '0' + "}".repeat(400);
        byte[] body = bytes('{' + fields + "\"batch\":[" + (nest + ',').repeat(240) + "0]}");
        Runnable read =
                () -> refused(() -> doors.trackingApi().read(body, "/v1/batch", null), status, "unknown_source");
        read.run();

        assertThat(body).hasSizeGreaterThan(480_000);
        assertThat(allocated(read)).isLessThan(MB);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"writeKey\":\"wk_demo\",\"batch\":[%s]}",
                "{\"batch\":[%s],\"writeKey\":\"wk_demo\"}",
                "{\"writeKey\":\"other\",\"batch\":[%s],\"writeKey\":\"wk_demo\"}",
                "{\"batch\":[%s],\"n\":1e99999999999,\"writeKey\":\"wk_demo\"}",
                "{\"batch\":[%s],\"half\":\"\\ud800\",\"writeKey\":\"wk_demo\"}"
            })
    void aKeyInTheBodyIsFoundWhereverItStands(String body) {
        String event = "{\"type\":\"page\",\"userId\":\"u\",\"" + "n".repeat(300) + "\":{\"writeKey\":\"no\"}}";

        assertThat(doors.trackingApi().read(bytes(body.formatted(event)), "/v1/batch", null))
                .extracting(SegmentEvent::source)
                .containsExactly("shop");
    }

    private static void refused(Runnable read, int status, String code) {
        RefusedException refusal = catchThrowableOfType(RefusedException.class, read::run);
        assertThat(refusal).isNotNull();
        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.code()).isEqualTo(code);
    }

    /** How many bytes of memory this takes, whether they are needed afterwards or not. */
    static long allocated(Runnable work) {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        work.run();
        return thread.getCurrentThreadAllocatedBytes() - before;
    }
}
