package org.extoledestination.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.extoledestination.ingest.Doors.KEY;
import static org.extoledestination.ingest.Doors.basic;
import static org.extoledestination.ingest.Doors.bytes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.extoledestination.event.EventType;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.ingest.IngestSettings.UnknownKey;
import org.extoledestination.support.SettableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionEndpointTest {

    private static final String IDENTIFY = "{\"type\":\"identify\",\"userId\":\"u\"}";

    /** Computed apart from this code, with another tool. */
    private static final String SIGNATURE = "9576c65f9ca69a2d4443e51873809cfd8a4f6418";

    private static final String SIGNED = "{\"type\":\"track\",\"event\":\"Order Completed\",\"userId\":\"u-100\","
            + "\"properties\":{\"total\":42.5,\"name\":\"Zoë / ☕\"},\"messageId\":\"m-1\"}";

    private static final String SUB = "sub";

    private final Doors doors =
            new Doors(Doors.settings(List.of(Doors.source("shop", List.of(KEY), List.of(SUB), true))));
    private final SubscriptionEndpoint endpoint = doors.subscriptionEndpoint();

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource(delimiter = '|', textBlock = """
            no JSON                                          | 400 | bad_request
            "text"                                           | 400 | bad_request
            {"userId": "u", "traits": {}}                    | 400 | bad_request
            {"type": "fly", "userId": "u"}                   | 400 | bad_request
            {"type": "track", "userId": "u"}                 | 400 | event_not_defined
            {"type": "identify"}                             | 400 | no_user_anon_id
            {"type": "delete"}                               | 400 | id_required
            {"userId": 7}                                    | 400 | bad_request
            {"type": "page", "userId": "u"}                  | 501 | unsupported_type
            {"type": "screen", "userId": "u"}                | 501 | unsupported_type
            {"type": "group", "userId": "u"}                 | 501 | unsupported_type
            {"type": "alias", "userId": "u"}                 | 501 | unsupported_type
            """)
    void whatSegmentShouldNotSendAgainIsRefused(String body, int status, String code) {
        RefusedException refusal = refused(body, basic(SUB));

        assertThat(refusal.status()).isEqualTo(status);
        assertThat(refusal.code()).isEqualTo(code);
    }

    @Test
    void aWriteKeyIsOneHereToo() {
        byte[] event = bytes("{\"type\":\"identify\",\"userId\":\"u\",\"context\":{\"personas\":{}}}");

        assertThat(new Doors().subscriptionEndpoint().read(event, basic(KEY), null))
                .first()
                .extracting(SegmentEvent::json)
                .asString()
                .contains("\"personas\":{\"by_write_key\":true}");
        assertThat(endpoint.read(event, basic(SUB), null))
                .first()
                .extracting(SegmentEvent::json)
                .asString()
                .contains("\"personas\":{}");
    }

    @Test
    void aTypeThatAMappingFileIsForIsTakenAloneAndInAnArray() {
        doors.mapped.add(EventType.PAGE);
        String page = "{\"type\": \"page\", \"userId\": \"u\"}";

        assertThat(endpoint.read(bytes(page), basic(SUB), null)).hasSize(1);
        assertThat(endpoint.read(
                        bytes("[" + page + "," + page + ", {\"type\": \"group\", \"userId\": \"u\"}]"),
                        basic(SUB),
                        null))
                .hasSize(2);
        assertThat(refused("{\"type\": \"screen\", \"userId\": \"u\"}", basic(SUB))
                        .status())
                .isEqualTo(501);
    }

    @Test
    void aMissingOrUnknownKeyIs401BeforeAnythingIsRead() {
        assertThat(refused("no JSON", basic("other")).status()).isEqualTo(401);
        assertThat(refused("{\"type\":\"identify\",\"userId\":\"u\",\"writeKey\":\"" + SUB + "\"}", "")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"userId\": \"c-81\"}", """
                {"type": "delete", "userId": "c-81", "timestamp": "2026-03-02T09:00:00.000Z"}""", """
                {"type": "delete", "channel": "server", "userId": "c-81", "messageId": "delete-1f",
                 "projectId": "pJ1", "context": [], "integrations": [], "receivedAt": "2026-03-02T09:00:00.000Z",
                 "sentAt": "2026-03-02T09:00:00.000Z", "originalTimestamp": "2026-03-02T09:00:00.000Z",
                 "timestamp": "2026-03-02T09:00:00.000Z"}""", """
                {"type": "delete", "channel": "server", "userId": "c-81", "context": null, "integrations": null,
                 "messageId": "delete-reg-77::job-2-pJ1", "projectId": "pJ1",
                 "originalTimestamp": "2026-03-02 09:00:00.123456789 +0000 UTC m=+70366.29"}""", """
                {"type": "delete", "userId": "c-81", "email": "mia@example.com"}"""})
    void everyShapeOfADeleteIsTaken(String body) {
        SegmentEvent event = read(body);

        assertThat(event.type()).isEqualTo(EventType.DELETE);
        assertThat(event.source()).isEqualTo("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"identify\",\"userId\":\"u\"}",
                "{\"type\":\"track\",\"event\":\"A\",\"anonymousId\":\"a\"}"
            })
    void identifyAndTrackAreTaken(String body) {
        assertThat(read(body).messageId()).isNotBlank();
    }

    @Test
    void onlySubscriptionKeysOpenItWhereThereAreAny() {
        IngestSettings.Source shop = Doors.source("shop", List.of(KEY), List.of("sub"), true);
        SubscriptionEndpoint guarded =
                new Doors(Doors.settings(List.of(shop, Doors.source("app", "phone")))).subscriptionEndpoint();

        assertThat(guarded.read(bytes(IDENTIFY), basic("sub"), null)).hasSize(1);
        assertThat(refused(guarded, basic(KEY)).status()).isEqualTo(403);
        assertThat(refused(guarded, basic("phone")).status()).isEqualTo(403);
        assertThat(refused(guarded, basic("other")).status()).isEqualTo(401);
        assertThat(refused(guarded, null).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"userId\": \"c-81\"}", "{\"type\": \"delete\", \"userId\": \"c-81\"}", """
                {"type": "delete", "userId": "c-81", "messageId": "d-1", "email": "mia@example.com"}""", """
                {"type": "delete"}"""})
    void aWriteKeyErasesNobodyAndHearsWhatToSet(String body) {
        SubscriptionEndpoint open = new Doors().subscriptionEndpoint();

        RefusedException refusal =
                catchThrowableOfType(RefusedException.class, () -> open.read(bytes(body), basic(KEY), null));

        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.code()).isEqualTo("delete_needs_subscription_key");
        assertThat(refusal).hasMessageContaining("SEGMENT_SUBSCRIPTION_KEYS");
    }

    @Test
    void withAWriteKeyTheDeletionsOfAnArrayAreDiscardedAndTheirNeighboursKept() {
        Doors open = new Doors();

        List<SegmentEvent> events = open.subscriptionEndpoint().read(bytes("""
                [{"userId": "a"}, {"type": "identify", "userId": "b"}, {"type": "delete", "userId": "c"},
                 {"type": "track", "event": "A", "userId": "d"}, {"type": "delete", "userId": "e", "email": "e@x.org"}]"""), basic(KEY), null);

        assertThat(events).extracting(SegmentEvent::type).containsExactly(EventType.IDENTIFY, EventType.TRACK);
        assertThat(open.counted("delete_needs_subscription_key")).isEqualTo(3);
    }

    @Test
    void aSourceThatIsSwitchedOffIs403SoThatSegmentShowsIt() {
        SubscriptionEndpoint off = new Doors(
                        Doors.settings(List.of(Doors.source("shop", List.of(KEY), List.of(), false))))
                .subscriptionEndpoint();

        assertThat(refused(off, basic(KEY)).code()).isEqualTo("source_disabled");
        assertThat(refused(off, basic(KEY)).status()).isEqualTo(403);
    }

    @Test
    void whileNoKeyIsConfiguredSegmentIsAskedToComeBack() {
        assertThat(refused(new Doors(Doors.settings(List.of())).subscriptionEndpoint(), basic(KEY))
                        .status())
                .isEqualTo(503);
    }

    @Test
    void ofAnArrayTheSoundEventsAreKept() {
        List<SegmentEvent> events = endpoint.read(bytes("""
                [{"type": "identify", "userId": "u", "messageId": "1"}, {"type": "page", "userId": "u"}, 7,
                 {"userId": "u"}]"""), basic(SUB), null);

        assertThat(events).extracting(SegmentEvent::type).containsExactly(EventType.IDENTIFY, EventType.DELETE);
        assertThat(doors.counted("unsupported_type")).isEqualTo(1);
        assertThat(doors.counted("bad_request")).isEqualTo(1);
    }

    @Test
    void anArrayMayHold4000EventsAndNoMore() {
        String most = "[" + (IDENTIFY + ",").repeat(3_999) + IDENTIFY + "]";

        assertThat(endpoint.read(bytes(most), basic(SUB), null)).hasSize(4_000);
        assertThat(refused(most.replaceFirst("\\[", "[" + IDENTIFY + ","), basic(SUB)))
                .hasMessageContaining("4001")
                .hasMessageContaining("ingest.max-subscription-events");
    }

    @Test
    void whomSegmentHasChosenIsNotAskedAgainWhetherAllAreMeant() {
        List<SegmentEvent> events = endpoint.read(bytes("""
                [{"type": "identify", "userId": "u", "integrations": {"All": false, "Webhooks (Actions)": true}},
                 {"type": "identify", "userId": "u", "integrations": {"All": true, "Extole Platform": false}},
                 {"type": "delete", "userId": "u", "integrations": {"All": false}},
                 {"type": "delete", "userId": "u", "integrations": []}]"""), basic(SUB), null);

        assertThat(events)
                .extracting(event ->
                        Json.parse(bytes(event.json())).path("integrations").toString())
                .containsExactly("{\"Webhooks (Actions)\":true}", "{\"Extole Platform\":false}", "{}", "[]");
    }

    @Test
    void aSignedBodyPassesAndAnotherDoesNot() {
        SubscriptionEndpoint signed = new Doors(
                        Doors.settings(List.of(Doors.source("shop", KEY)), UnknownKey.REFUSE, "s3cret"))
                .subscriptionEndpoint();

        assertThat(signed.read(bytes(SIGNED), basic(KEY), SIGNATURE)).hasSize(1);
        assertThat(signed.read(bytes("[" + SIGNED + ", " + IDENTIFY + "]"), basic(KEY), SIGNATURE))
                .hasSize(2);
        assertThat(refused(signed, basic(KEY)).code()).isEqualTo("wrong_signature");
        assertThat(refused(signed, basic(KEY)).status()).isEqualTo(401);
    }

    @Test
    void whereASecretIsSetNoDeletionIsTakenOutOfAnArraySinceItsFirstElementAloneIsSigned() {
        Doors guarded = new Doors(Doors.settings(
                List.of(Doors.source("shop", List.of(), List.of(SUB), true)), UnknownKey.REFUSE, "s3cret"));
        SubscriptionEndpoint signed = guarded.subscriptionEndpoint();

        List<SegmentEvent> events = signed.read(
                bytes("[" + SIGNED + ", {\"userId\": \"victim\"}, {\"type\": \"delete\", \"userId\": \"other\"}, "
                        + IDENTIFY + "]"),
                basic(SUB),
                SIGNATURE);

        assertThat(events).extracting(SegmentEvent::type).containsExactly(EventType.TRACK, EventType.IDENTIFY);
        assertThat(guarded.counted("delete_not_signed")).isEqualTo(2);
        String alone = "{\"userId\":\"victim\"}";
        assertThat(signed.read(bytes(alone), basic(SUB), "34a69f8c723683f1685d218aae31b869ff2cefde"))
                .extracting(SegmentEvent::type)
                .containsExactly(EventType.DELETE);
        assertThat(signed.read(bytes("[" + alone + "]"), basic(SUB), "34a69f8c723683f1685d218aae31b869ff2cefde"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"userId": "c-81"}                         | {"userId":"c-81"}
            {"type": "delete", "userId": "c-81"}       | {"userId": "c-81", "type": "delete"}
            """)
    void aDeletionWithoutMessageIdThatIsSentAgainWithinTheWindowIsTheSameOne(String first, String again) {
        assertThat(read(again).messageId()).isEqualTo(read(first).messageId());
        assertThat(read("{\"userId\": \"c-82\"}").messageId())
                .isNotEqualTo(read("{\"userId\": \"c-81\"}").messageId());
    }

    @Test
    void inTheNextWindowItIsANewOneAndWithoutAWindowAlways() {
        SettableClock clock = new SettableClock(Instant.parse("2026-03-02T09:00:10Z"));
        JsonNode deletion = Json.parse(bytes("{\"userId\": \"c-81\"}"));
        DeletionIds ids = new DeletionIds(Duration.ofHours(24), clock, "secret");
        String first = ids.of(deletion);

        clock.move(Duration.ofHours(14));
        assertThat(ids.of(deletion)).isEqualTo(first).doesNotContain("c-81");
        assertThat(new DeletionIds(Duration.ofHours(24), clock, "another").of(deletion))
                .isNotEqualTo(first);
        clock.move(Duration.ofHours(1));
        assertThat(ids.of(deletion)).isNotEqualTo(first);
        DeletionIds each = new DeletionIds(Duration.ZERO, clock, "secret");
        assertThat(each.of(deletion)).isNotEqualTo(each.of(deletion));
    }

    private static RefusedException refused(SubscriptionEndpoint endpoint, @Nullable String authorization) {
        return catchThrowableOfType(RefusedException.class, () -> endpoint.read(bytes(IDENTIFY), authorization, null));
    }

    private SegmentEvent read(String body) {
        return endpoint.read(bytes(body), basic(SUB), null).get(0);
    }

    private RefusedException refused(String body, String authorization) {
        return catchThrowableOfType(RefusedException.class, () -> endpoint.read(bytes(body), authorization, null));
    }
}
