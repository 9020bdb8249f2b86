package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentTime;

/** Whatever comes in, it ends as a refusal, as a discard, or as a sound event; never as a fault of ours. */
class AnyInputTest {

    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 404, 501, 503);
    private static final String EVENT = "{\"type\":\"track\",\"event\":\"A\",\"userId\":\"u\",\"anonymousId\":\"a\","
            + "\"messageId\":\"m\",\"timestamp\":\"2026-03-02T09:00:00Z\",\"sentAt\":\"2026-03-02T09:00:01Z\","
            + "\"properties\":{\"total\":42.5},\"context\":{\"traits\":{\"email\":\"mia@example.com\"}}}";

    private final Doors doors = new Doors();
    private final TrackingApi api = doors.trackingApi();
    private final SubscriptionEndpoint endpoint = doors.subscriptionEndpoint();

    @Property
    void anyBytes(@ForAll byte[] body) {
        checkAll(body);
    }

    @Property
    void anyText(@ForAll String text) {
        checkAll(bytes(text));
        checkAll(bytes("{\"userId\":" + Json.object().textNode(text) + "}"));
    }

    @Property
    void anEventWithOneByteChanged(@ForAll int place, @ForAll byte value) {
        byte[] body = bytes(EVENT);
        body[Math.floorMod(place, body.length)] = value;

        checkAll(body);
    }

    @Property
    void anEventCutOff(@ForAll int length) {
        checkAll(java.util.Arrays.copyOf(bytes(EVENT), Math.floorMod(length, EVENT.length())));
    }

    @Property
    void anyValuesInTheFieldsOfAnEvent(@ForAll("events") ObjectNode event) {
        checkAll(bytes(event.toString()));
        checkAll(
                bytes("{\"batch\":[" + event + "],\"context\":" + event + ",\"sentAt\":" + event.path("sentAt") + "}"));
    }

    @Property
    void anyQueryOfAPixel(@ForAll String query) {
        check(() -> doors.pixel().read("/track", query, basic(KEY), "GET"));
        check(() -> doors.pixel().read("/track", "data=" + query, basic(KEY), "GET"));
    }

    @Property
    void anySignatureAndAnyBodyEndInAnAnswer(@ForAll byte[] body, @ForAll String shown) {
        check(() -> {
            new Signature("s3cret").require(body, shown);
            return List.of();
        });
    }

    @Provide
    Arbitrary<ObjectNode> events() {
        Arbitrary<String> fields = Arbitraries.of(
                "type",
                "event",
                "userId",
                "anonymousId",
                "messageId",
                "timestamp",
                "originalTimestamp",
                "sentAt",
                "receivedAt",
                "traits",
                "properties",
                "context",
                "integrations",
                "email",
                "batch",
                "writeKey");
        return fields.list()
                .ofMaxSize(12)
                .flatMap(names -> values().list().ofSize(names.size()).map(values -> {
                    ObjectNode event = Json.object();
                    for (int i = 0; i < names.size(); i++) {
                        event.set(names.get(i), values.get(i));
                    }
                    return event;
                }));
    }

    private static Arbitrary<JsonNode> values() {
        return Arbitraries.lazyOf(
                () -> Arbitraries.of(
                                "identify",
                                "track",
                                "delete",
                                "page",
                                "u",
                                "",
                                " ",
                                "2026-03-02T09:00:00Z",
                                "9999-12-31T23:59:59Z",
                                "0000-01-01T00:00:00Z",
                                "\0",
                                "\ud800",
                                "mia@example.com")
                        .map(text -> Json.object().textNode(text)),
                () -> Arbitraries.strings().map(text -> Json.object().textNode(text)),
                () -> Arbitraries.bigDecimals().map(number -> Json.object().numberNode(number)),
                () -> Arbitraries.of(true, false).map(flag -> Json.object().booleanNode(flag)),
                () -> Arbitraries.just(Json.object().nullNode()),
                () -> values().list().ofMaxSize(3).map(items -> {
                    ArrayNode array = Json.object().arrayNode();
                    return array.addAll(items);
                }),
                () -> values().map(value -> Json.object().set("email", value)));
    }

    private void checkAll(byte[] body) {
        check(() -> api.read(body, "/track", basic(KEY)));
        check(() -> api.read(body, "/identify", basic(KEY)));
        check(() -> api.read(body, "/batch", basic(KEY)));
        check(() -> endpoint.read(body, basic(KEY), null));
    }

    /** A call that may be refused. */
    private interface Call {
        List<SegmentEvent> read();
    }

    private static void check(Call call) {
        try {
            assertThat(call.read()).allSatisfy(AnyInputTest::isSound);
        } catch (RefusedException e) {
            assertThat(e.status()).isIn(REFUSALS);
        }
    }

    private static void isSound(SegmentEvent event) {
        JsonNode json = Json.parse(bytes(event.json()));
        assertThat(json.path("type").textValue()).isEqualTo(event.type().word());
        assertThat(json.path("messageId").textValue()).isEqualTo(event.messageId());
        assertThat(event.messageId()).isNotBlank().hasSizeLessThanOrEqualTo(100);
        assertThat(SegmentTime.parse(json.path("timestamp").textValue())).isPresent();
        assertThat(SegmentTime.parse(json.path("receivedAt").textValue())).isPresent();
        assertThat(event.json()).isEqualTo(new String(bytes(event.json()), java.nio.charset.StandardCharsets.UTF_8));
        event.name().ifPresent(name -> assertThat(name).isNotBlank().doesNotContain("\0"));
        assertThat(json.has("writeKey")).isFalse();
    }
}
