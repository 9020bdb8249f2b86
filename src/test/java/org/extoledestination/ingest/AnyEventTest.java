package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.statistics.Statistics;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.ExtoleRequest.Operation;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.mapping.AnonymousPolicy;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.mapping.UnmappableEventException;

/**
 * Whatever an event holds, it goes through reader, mapping and writer, or is discarded, skipped or refused for a reason;
 * what leaves is bounded, and so is the time. The generators aim at growth.
 */
class AnyEventTest {

    private static final MappingSettings SETTINGS = new MappingSettings(AnonymousPolicy.SEND, Optional.empty());
    private static final String GOOD = "{\"type\":\"identify\",\"userId\":\"u\",\"messageId\":\"good\"}";
    private static final long MOST_NANOS = 2_000_000_000;

    /** Of the events of a property, in percent: one that is discarded or skipped says nothing of mapping and writer. */
    private static final int LEAST_MAPPED = 55;

    private final TrackingApi api = new Doors().trackingApi();
    private final Mappings mappings = Mappings.read(Path.of("config/mappings"), SETTINGS);

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void anyNumberAnywhere(@ForAll("kinds") String kind, @ForAll("numbers") String number) {
        check(event(
                kind,
                "{\"total\":" + number + ",\"value\":" + number + ",\"n\":[" + number + "],\"email\":" + number
                        + ",\"products\":[{\"price\":" + number + "}],\"vip\":" + number + "}"));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void anyValues(@ForAll("kinds") String kind, @ForAll("values") String values) {
        check(event(kind, "{\"vip\":true,\"order_id\":" + values + ",\"any\":" + values + "}"));
    }

    @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
    void whatGrows(@ForAll("kinds") String kind, @ForAll("growing") String values) {
        check(event(kind, values));
    }

    @Property(tries = 200, shrinking = ShrinkingMode.BOUNDED)
    void anyNames(@ForAll("kinds") String kind, @ForAll("names") String name, @ForAll("names") String inner) {
        check(event(kind, "{\"vip\":true," + quoted(name) + ":{" + quoted(inner) + ":1," + quoted(name) + ":[2]}}"));
    }

    @Provide
    Arbitrary<String> kinds() {
        return Arbitraries.of(
                "\"type\":\"identify\"",
                "\"type\":\"identify\",\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_key\":\"vip\"}}",
                "\"type\":\"identify\",\"context\":{\"personas\":{\"computation_class\":\"trait\",\"computation_key\":\"vip\"}}",
                "\"type\":\"track\",\"event\":\"Audience Entered\",\"context\":{\"personas\":{\"computation_class\":\"audience\",\"computation_key\":\"vip\"}}",
                "\"type\":\"track\",\"event\":\"Order Completed\"",
                "\"type\":\"track\",\"event\":\"Order Refunded\"",
                "\"type\":\"track\",\"event\":\"Order Cancelled\"",
                "\"type\":\"track\",\"event\":\"Product Shared\"",
                "\"type\":\"track\",\"event\":\"Cart Shared\"",
                "\"type\":\"track\",\"event\":\"Invite Sent\"",
                "\"type\":\"track\",\"event\":\"Signed Up\"",
                "\"type\":\"track\",\"event\":\"Anything Else\"");
    }

    @Provide
    Arbitrary<String> numbers() {
        return Arbitraries.oneOf(
                Arbitraries.of(
                        "1e99999999999",
                        "-1e99999999999",
                        "1e-99999999999",
                        "1e2147483647",
                        "1e2147483648",
                        "1e999999999",
                        "-1e999999999",
                        "1e-999999999",
                        "1E400",
                        "1e-400",
                        "1e1000",
                        "1e1001",
                        "-0",
                        "-0.0",
                        "0e0",
                        "0e999999999",
                        "1e18",
                        "1e19",
                        "1e100",
                        "1e101",
                        "0.1e-99"),
                Arbitraries.integers().between(1, 6_000).map("9"::repeat),
                Arbitraries.integers().between(1, 2_000).map(zeros -> "0." + "0".repeat(zeros) + "1"),
                Arbitraries.bigDecimals().map(String::valueOf),
                Combinators.combine(Arbitraries.longs(), Arbitraries.integers())
                        .as((digits, power) -> digits + "e" + power));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.of(
                        "email", "container", "Email ", "person_id", "a.b", "['a']", "$", "@", "", " ", "_", "\0"),
                Combinators.combine(
                                Arbitraries.of("n", "aB", "é", "😀", "\u0001", "\"", "_", "İ", "\ud800"),
                                Arbitraries.integers().between(1, 8_000))
                        .as(String::repeat));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.lazyOf(
                () -> numbers(),
                () -> names().map(AnyEventTest::quoted),
                () -> Arbitraries.of("true", "false", "null", "{}", "[]"),
                () -> values().list().ofMaxSize(4).map(items -> "[" + String.join(",", items) + "]"),
                () -> Combinators.combine(names(), values())
                        .as((name, value) -> "{" + quoted(name) + ":" + value + "}"));
    }

    /** Chains of names, with many leaves below. */
    @Provide
    Arbitrary<String> growing() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 900),
                        Arbitraries.integers().between(1, 16_000),
                        Arbitraries.integers().between(1, 4_000),
                        Arbitraries.of("1", "null", "\"\\u0001\\u0001\"", "[[]]", "{\"\":{}}", "1e-300"),
                        Arbitraries.of(true, false))
                .as((levels, length, leaves, leaf, lists) -> grown(levels, length, leaves, leaf, lists));
    }

    private static String grown(int levels, int length, int leaves, String leaf, boolean lists) {
        String name = quoted("n".repeat(Math.max(1, length / (levels + 1))));
        String before = lists ? "[{" + name + ":" : "{" + name + ":";
        String wide = IntStream.range(0, leaves)
                .mapToObj(number -> "\"" + Integer.toString(number, 36) + "\":" + leaf)
                .collect(Collectors.joining(",", "{", "}"));
        int deep = lists ? levels / 2 : levels;
        return "{\"vip\":true,\"any\":" + before.repeat(deep) + wide + (lists ? "}]" : "}").repeat(deep) + "}";
    }

    /** Once, where the type has its values: twice they would seldom be within the limit of an event. */
    private static String event(String kind, String values) {
        return "{" + kind + ",\"userId\":\"u\",\"anonymousId\":\"a\",\"messageId\":\"any\","
                + (kind.contains("identify") ? "\"traits\":" : "\"properties\":") + values + "}";
    }

    private static String quoted(String text) {
        return Json.object().textNode(text).toString();
    }

    private void check(String event) {
        long began = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        List<SegmentEvent> kept = api.read(bytes("{\"batch\":[" + event + "," + GOOD + "]}"), "/batch", basic(KEY));

        assertThat(kept)
                .hasSizeBetween(1, 2)
                .last()
                .extracting(SegmentEvent::messageId)
                .isEqualTo("good");
        boolean isJudged = isSentOrRefused(kept.get(0)) && kept.size() == 2;
        isSentOrRefused(kept.get(kept.size() - 1));
        Statistics.collect(isJudged);
        Statistics.coverage(share -> share.check(true).percentage(percent -> percent >= LEAST_MAPPED));

        assertThat(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - began)
                .isLessThan(MOST_NANOS);
    }

    /** As the routes do it; false for one that no mapping wants. */
    private boolean isSentOrRefused(SegmentEvent kept) {
        try {
            Map<String, Object> event = SegmentJson.mapper()
                    .readValue(kept.json(), new com.fasterxml.jackson.core.type.TypeReference<>() {});
            if (!(mappings.map(event) instanceof Mapped.Send send)) {
                return false;
            }
            ExtoleRequest request = ExtoleRequest.event(Operation.ASYNC_EVENT, send.event());
            byte[] written = SegmentJson.mapper().writeValueAsBytes(request.body());
            assertThat((long) written.length)
                    .isLessThanOrEqualTo(SETTINGS.maxRequestSize().toBytes());
        } catch (UnmappableEventException e) {
            assertThat(e.code())
                    .isIn(
                            "name_too_long",
                            "too_many_names",
                            "nested_too_deep",
                            "request_too_large",
                            "bad_value",
                            "missing_field",
                            "value_too_long",
                            "bad_event_name",
                            "reserved_name");
            assertThat(e.reason()).hasSizeLessThan(600);
        } catch (JsonProcessingException e) {
            throw new AssertionError("what was kept can be read, and what was mapped written", e);
        }
        return true;
    }
}
