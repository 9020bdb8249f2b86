package org.extoledestination.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.extoledestination.mapping.Explanation.Left;
import org.extoledestination.mapping.Explanation.Taken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {
    private static final MappingSettings TEST = new MappingSettings(AnonymousPolicy.SEND, Optional.of("test"));
    private static final Mappings SHIPPED = Mappings.read(Path.of("config/mappings"), TEST);

    @TempDir
    private Path folder;

    @Test
    void everyValueSaysWhereItCameFromAndEveryOtherWhyItStays() throws IOException {
        write("any", "when: { type: track }\nsend: $.event");
        write("order", """
                when: { type: track, event: Order }
                send: conversion
                data:
                  email: { from: [properties.email, context.traits.email, traits.email], as: email, otherwise: skip }
                  name: { from: properties.name, max: 2, longer: cut }
                  plan: { from: properties.plan, default: basic }
                  channel: { value: web }
                  sku: { from: 'properties.items[0].sku' }
                  id: { from: properties.id, max: 16 }
                unique: { key: id, else: messageId }
                rest: properties
                drop: { properties.phone: Nobody calls. }
                """);

        Explanation actual = Mappings.read(folder, TEST).explain(event("""
                {"type": "track", "event": "Order", "messageId": "a message id of many letters",
                 "timestamp": "2026-11-23T10:00:00Z", "receivedAt": "2026-11-23T10:00:01Z",
                 "properties": {"email": "nobody", "name": "Mia", "plan": " ", "phone": "1", "size": {"eu": 40},
                                "size_eu": 41, "labels": "x", "gone": null, "items": [{"sku": "S-1"}]},
                 "context": {"traits": {"email": "mia@example.com"}, "ip": "::1"}}
                """));

        assertThat(actual.file()).contains("order.yaml");
        assertThat(actual.why()).isEqualTo("it is for track calls named 'Order'");
        assertThat(actual.passedOver()).containsExactly("any.yaml (less specific: track calls)");
        assertThat(actual.name()).contains(new Taken("event_name", "conversion", "send", ""));
        assertThat(actual.time()).contains(new Taken("event_time", "2026-11-23T10:00:00.000Z", "timestamp", ""));
        assertThat(actual.taken())
                .extracting(Taken::key, Taken::value, Taken::from, Taken::how)
                .containsExactly(
                        tuple("email", "mia@example.com", "context.traits.email", "path 2 of 3, as email"),
                        tuple("name", "Mi", "properties.name", "cut to 2"),
                        tuple("plan", "basic", "default", "nothing at properties.plan"),
                        tuple("channel", "web", "constant", ""),
                        tuple("sku", "S-1", "properties.items[0].sku", ""),
                        tuple(
                                "id",
                                Sha256.hex("a message id of many letters", 16),
                                "messageId",
                                "stands in for properties.id, hashed"),
                        tuple("size_eu", 41, "properties.size_eu", "rest"),
                        tuple("items", List.of(Map.of("sku", "S-1")), "properties.items", "rest"),
                        tuple("container", "test", "mapping.container", "the setting"));
        assertThat(actual.left())
                .containsExactly(
                        new Left("messageId", "nothing in order.yaml takes it"),
                        new Left("receivedAt", "event_time comes from timestamp"),
                        new Left("properties.email", "data.email passes it over: it is not an e-mail address"),
                        new Left("properties.plan", "data.plan takes no blank text"),
                        new Left("properties.phone", "drop: Nobody calls."),
                        new Left("properties.size.eu", "another value goes out as 'size_eu'"),
                        new Left(
                                "properties.labels",
                                "reserved: Extole takes 'labels' as an order, so only 'data' may send it"),
                        new Left("properties.gone", "null, which removes something in an identify only"),
                        new Left("context.ip", "nothing in order.yaml takes it"));
    }

    @Test
    void aTimeThatIsNotTakenSaysWhy() throws IOException {
        write("any", "when: { type: track }\nsend: $.event");
        Mappings mappings = Mappings.read(folder, TEST);
        String event = """
                {"type": "track", "event": "Seen", "timestamp": %s, "receivedAt": "2026-11-23T10:00:01Z"}""";

        assertThat(mappings.explain(event(event.formatted("\"03/04/2026\""))).left())
                .contains(new Left("timestamp", "it is no time that is read; event_time comes from receivedAt"));
        assertThat(mappings.explain(event(event.formatted("\"4052-01-01T00:00:00Z\"")))
                        .left())
                .contains(new Left(
                        "timestamp",
                        "it is before 1971 or after the event was received; event_time comes from receivedAt"));
        assertThat(mappings.explain(event(event.formatted("1795428000"))).time())
                .contains(new Taken("event_time", "2026-11-23T10:00:00.000Z", "timestamp", ""));
    }

    @Test
    void aListThatIsCutIsToldAndOneWhoseFirstItemIsTooLongStays() throws IOException {
        write("any", """
                when: { type: track }
                send: $.event
                data: { products: { from: { join: properties.products }, max: 4, longer: cut } }
                """);
        Mappings mappings = Mappings.read(folder, TEST);
        String event = """
                {"type": "track", "event": "Seen", "properties": {"products": [%s]}}""";

        assertThat(mappings.explain(event(event.formatted("\"a\", \"b\", \"c\"")))
                        .taken())
                .contains(new Taken("products", "a,b", "properties.products", "join(properties.products), cut to 4"));
        assertThat(mappings.explain(event(event.formatted("\"aaaaa\", \"b\""))).left())
                .contains(new Left("properties.products", "data.products does not take it"));
    }

    @Test
    void whatStandsInTheContextOfAnIdentifyIsToldFromThere() throws IOException {
        Explanation actual = SHIPPED.explain(event("""
                {"type": "identify", "userId": "u", "timestamp": "2026-11-23T10:00:00Z", "traits": {"plan": "gold", "tier": "", "size": {"us": 9}},
                 "context": {"traits": {"Email": "mia@example.com", "size": {"eu": 40}, "tier": "1", "plan": "old",
                  "labels": "x"}}}
                """));

        assertThat(actual.taken())
                .extracting(Taken::key, Taken::from)
                .containsExactly(
                        tuple("partner_user_id", "userId"),
                        tuple("email", "context.traits.Email"),
                        tuple("size_eu", "context.traits.size.eu"),
                        tuple("size_us", "traits.size.us"),
                        tuple("tier", "context.traits.tier"),
                        tuple("plan", "traits.plan"),
                        tuple("container", "mapping.container"));
        assertThat(actual.left())
                .containsExactlyInAnyOrder(
                        new Left("context.traits.plan", "counts as traits.plan, unless that is there"),
                        new Left("traits.tier", "it is blank, and that of the context is not"),
                        new Left(
                                "context.traits.labels",
                                "reserved: Extole takes 'labels' as an order, so only 'data' may send it"));
    }

    @Test
    void aRefusedEventSaysWhatWasFoundBefore() {
        Explanation actual = SHIPPED.explain(Map.of(
                "type",
                "track",
                "event",
                "Order Completed",
                "userId",
                "u-1",
                "properties",
                Map.of("order_id", "A", "total", "much", "currency", "EUR")));

        assertThat(actual.refusal().orElseThrow().code()).isEqualTo("bad_value");
        assertThat(actual.result()).isEmpty();
        assertThat(actual.taken())
                .extracting(Taken::key, Taken::value)
                .containsExactly(tuple("partner_user_id", "u-1"), tuple("partner_conversion_id", "A"));
        assertThat(actual.left())
                .contains(
                        new Left("properties.currency", "the event does not go out"),
                        new Left(
                                "properties.total",
                                "data.cart_value passes it over: it is not an amount such as 42.5 or 1,234.50"));
    }

    @Test
    void anEventWithoutAFileSaysSo() {
        Explanation actual = SHIPPED.explain(Map.of("type", "page"));

        assertThat(actual.file()).isEmpty();
        assertThat(actual.why()).isEqualTo("no file is for page calls");
        assertThat(actual.result()).contains(new Mapped.Skip(SkipReason.NO_MAPPING));
    }

    static List<String> shippedTests() throws IOException {
        return MappingTestsTest.shippedTests();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shippedTests")
    void anExplanationTellsTheOutcomeAndForgetsNoValue(String name) throws IOException {
        Path file = Path.of("config/mappings/tests", name, "segment.json");
        JsonNode root = LocatedJson.read(Files.readString(file)).root();
        Explanation actual = SHIPPED.explain(LocatedJson.map(root));

        if (actual.result().orElse(null) instanceof Mapped.Send send) {
            assertThat(actual.taken())
                    .extracting(Taken::key)
                    .containsExactlyElementsOf(send.event().data().keySet());
            assertThat(actual.taken())
                    .allSatisfy(taken -> assertThat(taken.value())
                            .isEqualTo(send.event().data().get(taken.key())));
            List<String> told = new ArrayList<>();
            actual.taken().forEach(taken -> told.add(taken.from()));
            actual.left().forEach(left -> told.add(left.path()));
            assertThat(told)
                    .filteredOn(path -> path.startsWith("properties") || path.startsWith("traits"))
                    .hasSizeGreaterThanOrEqualTo(leaves(root.path("properties")) + leaves(root.path("traits")))
                    .doesNotHaveDuplicates();
        }
    }

    private static int leaves(JsonNode node) {
        if (!node.isObject()) {
            return node.isMissingNode() ? 0 : 1;
        }
        int leaves = 0;
        for (JsonNode child : node) {
            leaves += child.isObject() && child.isEmpty() ? 1 : leaves(child);
        }
        return leaves;
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name + ".yaml"), text);
    }

    private static Map<String, Object> event(String json) throws IOException {
        return LocatedJson.map(LocatedJson.read(json).root());
    }
}
