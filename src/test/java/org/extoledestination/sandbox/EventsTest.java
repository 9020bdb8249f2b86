package org.extoledestination.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.extoledestination.sandbox.SandboxClient.quoted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.StreamSupport;
import org.extoledestination.sandbox.SandboxClient.Reply;
import org.extoledestination.support.SandboxChange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {
    private final Sandbox sandbox = Sandbox.start(SandboxChange.with("requestsPerMinute", 0));
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void syncEventIsAnsweredWithItsPerson() {
        Reply actual = client.post("/v6/events", wrapper("conversion", "{'email':'ada@example.com'}"));

        assertThat(actual.status()).isEqualTo(200);
        assertThat(actual.header("Content-Type")).isEqualTo("application/json");
        assertThat(actual.json().fieldNames()).toIterable().containsExactly("event_id", "person_id");
        assertThat(actual.field("person_id"))
                .isEqualTo(client.show("persons").get(0).get("person_id").asText());
    }

    @Test
    void asyncEventIsAnsweredBeforeItsPersonIsKnown() {
        client.post("/v6/async-events", wrapper("first", "{'email':'ada@example.com'}"));

        Reply actual = client.post("/v6/async-events", wrapper("conversion", "{'email':'ada@example.com'}"));

        assertThat(actual.json().fieldNames()).toIterable().containsExactly("event_id");
        await().untilAsserted(() -> {
            JsonNode events = client.show("events");
            assertThat(events.get(1).get("event_id").asText()).isEqualTo(actual.field("event_id"));
            assertThat(events.get(1).get("person_id").isTextual()).isTrue();
            assertThat(events.get(1).get("person_id")).isEqualTo(events.get(0).get("person_id"));
        });
    }

    @Test
    void asyncEventShowsNoPersonUntilItIsResolved() {
        try (Sandbox slow = Sandbox.start(SandboxChange.with("identityDelay", Duration.ofHours(1)))) {
            SandboxClient slowClient = new SandboxClient(slow);

            slowClient.post("/v6/async-events", wrapper("conversion", "{'email':'ada@example.com'}"));

            JsonNode actual = slowClient.show("events").get(0);
            assertThat(actual.has("person_id")).isTrue();
            assertThat(actual.get("person_id").isNull()).isTrue();
            assertThat(slowClient.show("persons")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v6/events/", "/v6/async-events/", "/v5/events/"})
    void namedFormTakesTheBareDataAndDecodesTheName(String path) {
        Reply actual =
                client.post(path + "Order%20Completed%2FWeb", quoted("{'email':'ada@example.com','cart_value':42.50}"));

        assertThat(actual.status()).isEqualTo(200);
        JsonNode event = client.show("events").get(0);
        assertThat(event.get("event_name").asText()).isEqualTo("Order Completed/Web");
        assertThat(event.get("data")).hasToString(quoted("{'email':'ada@example.com','cart_value':42.50}"));
    }

    @Test
    void olderFormIsAnsweredWithAnIdOnly() {
        Reply actual = client.post("/v5/events", wrapper("conversion", "{}"));

        assertThat(actual.status()).isEqualTo(200);
        assertThat(actual.json().fieldNames()).toIterable().containsExactly("id");
    }

    @Test
    void eventIsShownFieldByField() {
        client.post(
                "/v6/events",
                quoted(
                        "{'event_name':'shipped','event_time':'2026-08-20T12:15:30.1+02:00','data':{'a':[1,{'b':null}]}}"));

        JsonNode actual = client.show("events").get(0);
        assertThat(actual.fieldNames())
                .toIterable()
                .containsExactly(
                        "event_id", "event_name", "event_time", "data", "person_id", "duplicate", "received_at");
        assertThat(actual.get("event_time").asText()).isEqualTo("2026-08-20T10:15:30.100Z");
        assertThat(actual.get("data")).hasToString(quoted("{'a':[1,{'b':null}]}"));
        assertThat(actual.get("duplicate").isBoolean()).isTrue();
        assertThat(Instant.parse(actual.get("received_at").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void missingOrNullDataIsAnEmptyMap() {
        client.post("/v6/events", quoted("{'event_name':'one'}"));
        client.post("/v6/events", quoted("{'event_name':'two','data':null}"));

        assertThat(client.show("events"))
                .allSatisfy(event -> assertThat(event.get("data")).isEmpty());
        assertThat(client.show("events")).hasSize(2);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(textBlock = """
            2026-08-20T10:15:30.123Z,       2026-08-20T10:15:30.123Z
            2013-06-19T10:12:53-0700,       2013-06-19T17:12:53.000Z
            2013-06-19T10:12:53+02,         2013-06-19T08:12:53.000Z
            2013-06-19T10:12:53.123456789Z, 2013-06-19T10:12:53.123Z
            2013-06-19T10:12Z,              2013-06-19T10:12:00.000Z
            2013-06-19 10:12:53,            2013-06-19T10:12:53.000Z
            2013-06-19T10,                  2013-06-19T10:00:00.000Z
            2013-6-9,                       2013-06-09T00:00:00.000Z
            2013-06,                        2013-06-01T00:00:00.000Z
            2013,                           2013-01-01T00:00:00.000Z
            2013-06-19T10:12:53+02:00[Europe/Berlin], 2013-06-19T08:12:53.000Z
            """)
    void eventTimeIsReadWithPartsLeftOut(String sent, String expected) {
        client.post("/v6/events", quoted("{'event_name':'x','event_time':'" + sent + "'}"));

        assertThat(client.show("events").get(0).get("event_time").asText()).isEqualTo(expected);
    }

    @Test
    void wrappersEventTimeWinsOverTheOneInTheData() {
        client.post("/v6/events", quoted("{'event_name':'x','event_time':'2020','data':{'event_time':'2021'}}"));
        client.post("/v6/events", quoted("{'event_name':'x','data':{'event_time':'2021'}}"));
        client.post("/v6/events/x", quoted("{'event_time':'2022'}"));

        assertThat(client.show("events"))
                .extracting(event -> event.get("event_time").asText().substring(0, 4))
                .containsExactly("2020", "2021", "2022");
    }

    @Test
    void eventWithoutTimeHappenedNow() {
        Instant before = Instant.now().minusMillis(1);

        client.post("/v6/events", quoted("{'event_name':'x','event_time':null}"));

        Instant actual =
                Instant.parse(client.show("events").get(0).get("event_time").asText());
        assertThat(actual).isBetween(before, Instant.now());
    }

    @Test
    void timeWithoutOffsetIsInTheZoneOfTheRequest() {
        String event = quoted("{'event_name':'x','event_time':'2026-01-01T12:00:00'}");
        client.post("/v6/events?time_zone=America/New_York", event);
        client.send(
                client.json("/v6/events").header("Time-Zone", "Europe/Berlin").POST(BodyPublishers.ofString(event)));

        assertThat(client.show("events"))
                .extracting(shown -> shown.get("event_time").asText())
                .containsExactly("2026-01-01T17:00:00.000Z", "2026-01-01T11:00:00.000Z");
    }

    @Test
    void sameConversionIdOfSameEventIsADuplicateWhateverTheCase() {
        String data = "{'email':'ada@example.com','partner_conversion_id':'ord-9'}";
        Reply first = client.post("/v6/events", wrapper("Conversion", data));
        Reply second = client.post("/v6/events", wrapper("conversion", data));
        client.post("/v6/events", wrapper("shipped", data));
        client.post("/v6/events", wrapper("conversion", "{'partner_conversion_id':'ord-10'}"));

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.field("event_id")).isNotEqualTo(first.field("event_id"));
        assertThat(client.show("events"))
                .extracting(event -> event.get("duplicate").asBoolean())
                .containsExactly(false, true, false, false);
    }

    @Test
    void eventsWithoutConversionIdAreNeverDuplicates() {
        client.post("/v6/events", wrapper("conversion", "{}"));
        client.post("/v6/events", wrapper("conversion", "{'partner_conversion_id':null}"));
        client.post("/v6/events", wrapper("conversion", "{'partner_conversion_id':''}"));

        assertThat(client.show("events"))
                .noneMatch(event -> event.get("duplicate").asBoolean());
    }

    @Test
    void idsAreDecimalsThatBeginWithTheTime() {
        String id = client.post("/v6/events", wrapper("x", "{}")).field("event_id");

        long seconds = Long.parseLong(id) >> 32;
        assertThat(seconds).isCloseTo(Instant.now().getEpochSecond(), within(5L));
    }

    @Test
    void onlyTheLatestEventsAreKept() {
        try (Sandbox small = Sandbox.start(SandboxChange.with("keep", 2))) {
            SandboxClient smallClient = new SandboxClient(small);

            for (String name : new String[] {"one", "two", "three"}) {
                smallClient.post("/v6/events", wrapper(name, "{}"));
            }

            assertThat(StreamSupport.stream(smallClient.show("events").spliterator(), false))
                    .extracting(event -> event.get("event_name").asText())
                    .containsExactly("two", "three");
        }
    }

    private static String wrapper(String name, String data) {
        return quoted("{'event_name':'" + name + "','event_time':'2026-08-20T10:15:30.123Z','data':" + data + "}");
    }
}
