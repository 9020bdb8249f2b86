package org.extoledestination.persons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.extoledestination.event.ExtoleRequest;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentEvent;
import org.extoledestination.event.SegmentEvent.Header;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.gate.audience.AudienceMemory;
import org.extoledestination.gate.suppression.SuppressedPersons;
import org.extoledestination.ingest.ArchiveReader;
import org.extoledestination.ingest.RefusedException;
import org.extoledestination.mapping.AnonymousPolicy;
import org.extoledestination.mapping.Erasures;
import org.extoledestination.mapping.Mapped;
import org.extoledestination.mapping.MappingSettings;
import org.extoledestination.mapping.Mappings;
import org.extoledestination.support.Persons;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Door, order, mapping, erasure, suppression and audiences say the same of whose event it is, wherever its person is named
 * and whatever kind of event it is.
 */
class OnePersonTest {

    private static final Mappings MAPPINGS =
            Mappings.read(Path.of("config/mappings"), new MappingSettings(AnonymousPolicy.SEND, Optional.empty()));

    private static final Erasures ERASURES = new Erasures(Persons.KEYS);

    /** {@code where the person is named -> what Extole is told: partner_user_id, email, partner_anonymous_id}. */
    private static final String PLACES = """
            {"userId": "u"}                                                                    -> u, -, -
            {"userId": "u", "anonymousId": "a", "traits": {"email": "e@example.com"}}          -> u, e@example.com, a
            {"userId": 7, "door": "refuses it"}                                                -> 7, -, -
            {"traits": {"partner_user_id": "u"}}                                               -> u, -, -
            {"properties": {"partner_user_id": "u"}}                                           -> u, -, -
            {"context": {"traits": {"partner_user_id": "u"}}}                                  -> u, -, -
            {"properties": {"partnerUserId": "u"}}                                             -> u, -, -
            {"properties": {"PARTNER_USER_ID": "u"}}                                           -> u, -, -
            {"traits": {"Partner User ID": "u"}}                                               -> u, -, -
            {"properties": {"partner_user_id": 42}}                                            -> 42, -, -
            {"userID": "u"}                                                                    -> -, -, -
            {"userId": "u", "properties": {"partner_user_id": "other"}}                        -> u, -, -
            {"userId": "", "properties": {"partner_user_id": "u"}}                             -> u, -, -
            {"userId": "u", "properties": {"partner_user_id": " ", "email": "E@example.com"}}  -> u, E@example.com, -
            {"properties": {"partner_user_id": "u", "email": "e@example.com"}}                 -> u, e@example.com, -
            {"properties": {"partner_user_id": "u"}, "anonymousId": "a"}                       -> u, -, a
            {"traits": {"email": "e@example.com"}}                                             -> -, e@example.com, -
            {"properties": {"email": "e@example.com"}}                                         -> -, e@example.com, -
            {"context": {"traits": {"email": "e@example.com"}}}                                -> -, e@example.com, -
            {"email": "e@example.com"}                                                         -> -, e@example.com, -
            {"properties": {"Email": "e@example.com"}}                                         -> -, e@example.com, -
            {"traits": {"EMAIL": "e@example.com"}}                                             -> -, e@example.com, -
            {"context": {"traits": {"E-Mail": " E@Example.com "}}}                             -> -, E@Example.com, -
            {"userId": " ", "anonymousId": "a", "traits": {"email": "e@example.com"}}          -> -, e@example.com, a
            {"userId": null, "context": {"traits": {"email": "e@example.com"}}}                -> -, e@example.com, -
            {"traits": {"email": "abc"}, "properties": {"email": "e@example.com"}}             -> -, e@example.com, -
            {"traits": {"email": "", "Email": "e@example.com"}}                                -> -, e@example.com, -
            {"properties": {"email": null}, "context": {"traits": {"email": "e@example.com"}}} -> -, e@example.com, -
            {"anonymousId": "a"}                                                               -> -, -, a
            {"anonymousId": "a", "traits": {"email": "abc"}}                                   -> -, -, a
            {"traits": {"Partner User ID": "own"}, "context": {"traits": {"partner_user_id": "c"}}}    -> own, -, -
            {"userId": "\\u00a0", "anonymousId": "a"}                                           -> -, -, a
            {"userId": "\\u200b", "anonymousId": "a"}                                           -> -, -, a
            {"userId": "\\u3164\\ufeff", "properties": {"partner_user_id": "u"}}                 -> u, -, -
            {"properties": {"partner_user_id": "\\u2060", "Partner User Id": "u"}}              -> u, -, -
            {"traits": {"partner_user_id\\u200b": "u"}}                                         -> u, -, -
            {"userId": "u", "anonymousId": "\\u200b\\udb40\\udc41"}                             -> u, -, -
            {"userId": "\\u00ad", "anonymousId": "\\u2800"}                                     -> -, -, -
            {"userId": "", "anonymousId": "a"}                                                 -> -, -, a
            {"userId": null, "anonymousId": "a"}                                               -> -, -, a
            {"anonymousId": "", "context": {"traits": {"anonymousId": "a"}}}                   -> -, -, a
            {"properties": {"partner_anonymous_id": "a"}}                                      -> -, -, a
            {"userId": "u", "anonymousId": " "}                                                -> u, -, -
            {"userId": "undefined", "anonymousId": "a"}                                        -> -, -, a
            {"userId": "null", "traits": {"email": "e@example.com"}}                           -> -, e@example.com, -
            {"userId": "NULL", "properties": {"partner_user_id": "u"}}                         -> u, -, -
            {"userId": "[object Object]", "anonymousId": "a"}                                  -> -, -, a
            {"userId": "NaN", "anonymousId": "a"}                                              -> -, -, a
            {"userId": "(null)", "anonymousId": "undefined"}                                   -> -, -, -
            {"userId": "None", "anonymousId": "-"}                                             -> -, -, -
            {"properties": {"partner_user_id": "<nil>"}, "anonymousId": "a"}                   -> -, -, a
            {"traits": {"partner_user_id": "null", "Partner User ID": "u"}}                    -> u, -, -
            {"userId": "undefined-undefined", "context": {"traits": {"anonymousId": "a"}}}     -> -, -, a
            {"userId": "Na", "anonymousId": "0"}                                               -> Na, -, 0
            {"userId": "nullarbor", "anonymousId": "null0"}                                    -> nullarbor, -, null0
            {"traits": {"email": "abc"}}                                                       -> -, -, -
            {"properties": {"email": "someone at example.com"}}                                -> -, -, -
            {"context": {"traits": {"email": 7}}}                                              -> -, -, -
            {"properties": {"partner_user_id": "u\\u0000"}}                                    -> -, -, -
            {"properties": {"partner_user_id": {"id": "u"}}}                                   -> -, -, -
            {"userId": "", "anonymousId": " "}                                                 -> -, -, -
            {"userId": null, "anonymousId": null}                                              -> -, -, -
            {}                                                                                 -> -, -, -
            """;

    private static final String ENGAGE =
            "\"context\": {\"personas\": {\"computation_class\": \"%s\"," + " \"computation_key\": \"vip\"}}}";

    private static final Map<String, String> KINDS = Map.of(
            "identify", "{\"type\": \"identify\"}",
            "track", "{\"type\": \"track\", \"event\": \"Viewed\"}",
            "registration", "{\"type\": \"track\", \"event\": \"Signed Up\"}",
            "conversion",
                    "{\"type\": \"track\", \"event\": \"Order Completed\", \"properties\": {\"order_id\": \"o\"}}",
            "refund", "{\"type\": \"track\", \"event\": \"Order Refunded\", \"properties\": {\"order_id\": \"o\"}}",
            "cancellation",
                    "{\"type\": \"track\", \"event\": \"Order Cancelled\", \"properties\": {\"order_id\": \"o\"}}",
            "audience", "{\"type\": \"identify\", \"traits\": {\"vip\": true}, " + ENGAGE.formatted("audience"),
            "audience by track",
                    "{\"type\": \"track\", \"event\": \"Audience Entered\", \"properties\": {\"vip\": true}, "
                            + ENGAGE.formatted("audience"),
            "computed trait", "{\"type\": \"identify\", \"traits\": {\"vip\": 7}, " + ENGAGE.formatted("trait"),
            "page", "{\"type\": \"page\"}");

    @TempDir
    private static Path folder;

    private static SuppressedPersons suppressed;
    private static AudienceMemory audiences;

    @BeforeAll
    static void start() {
        suppressed = new SuppressedPersons(folder);
        audiences = new AudienceMemory(folder);
    }

    static Stream<Arguments> placesAndKinds() {
        return PLACES.lines()
                .map(line -> line.split(" -> ", -1))
                .flatMap(line -> KINDS.keySet().stream().sorted().map(kind -> Arguments.of(kind, line[0], line[1])));
    }

    /** What all have to say of one event. */
    private record Expected(
            @Nullable String userId,
            @Nullable String email,
            @Nullable String anonymousId) {

        static Expected of(String written) {
            List<@Nullable String> keys = Stream.of(written.split(", ", -1))
                    .map(key -> key.strip().equals("-") ? null : key.strip())
                    .toList();
            return new Expected(keys.get(0), keys.get(1), keys.get(2));
        }

        Optional<Person> person() {
            return userId != null
                    ? Optional.of(Person.ofUserId(userId))
                    : email != null
                            ? Optional.of(Person.ofEmail(email))
                            : Optional.ofNullable(anonymousId).map(Person::ofAnonymousId);
        }

        /** Under which audiences are compared: the person, and the address. */
        Set<String> identities() {
            return Stream.concat(person().stream(), Stream.ofNullable(email).map(Person::ofEmail))
                    .map(Person::fingerprint)
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Kinds that assert something of an audience or a computed trait. */
    private static boolean isOfEngage(String kind) {
        return KINDS.getOrDefault(kind, "").contains("personas");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("placesAndKinds")
    void allStationsSayWhoseEventItIs(String kind, String place, String written) throws JsonProcessingException {
        ObjectNode event = object(KINDS.getOrDefault(kind, ""));
        merge(event, object(place));
        boolean isRefused = event.remove("door") != null;
        Expected expected = Expected.of(written);
        if (isRefused || expected.person().isEmpty()) {
            assertThat(refusal(event)).isEqualTo(isRefused ? "id_not_string" : "no_user_anon_id");
            return;
        }
        Person person = expected.person().get();

        SegmentEvent read = read(event);
        Map<String, Object> queued = map(read);
        assertThat(read.person()).isEqualTo(person);
        assertThat(read.headers())
                .containsEntry(Header.PERSON, person.fingerprint())
                .containsEntry(Header.GROUP, person.group());
        if (MAPPINGS.map(queued) instanceof Mapped.Send send) {
            Map<String, @Nullable Object> data = send.event().data();
            assertThat(data.get("partner_user_id")).isEqualTo(expected.userId());
            assertThat(data.get("email")).isEqualTo(expected.email());
            assertThat(data.get("partner_anonymous_id")).isEqualTo(expected.anonymousId());
        }
        assertThat(suppressed.drops(person, read, queued))
                .isEqualTo(expected.userId() != null || expected.email() != null);
        assertThat(audiences.names(queued, read.person()))
                .containsExactlyInAnyOrderElementsOf(isOfEngage(kind) ? expected.identities() : Set.of());
    }

    static Stream<Arguments> places() {
        return PLACES.lines().map(line -> line.split(" -> ", -1)).map(line -> Arguments.of(line[0], line[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void aDeletionErasesWhoeverAnEventOfTheSameKeysIsOf(String place, String written) throws JsonProcessingException {
        ObjectNode event = object("{\"type\": \"delete\"}");
        merge(event, object(place));
        boolean isRefused = event.remove("door") != null;
        Expected expected = Expected.of(written);
        if (isRefused || (expected.userId() == null && expected.email() == null)) {
            assertThat(refusal(event)).isEqualTo(isRefused ? "id_not_string" : "id_required");
            return;
        }
        Person person = expected.person().orElseThrow();

        SegmentEvent read = read(event);
        Map<String, Object> deletion = map(read);
        assertThat(read.person()).isEqualTo(person);
        assertThat(ERASURES.requests(deletion).stream()
                        .map(ExtoleRequest::body)
                        .map(body -> body.containsKey("email") ? body.get("email") : body.get("partner_user_id")))
                .containsExactlyElementsOf(Stream.of(expected.userId(), expected.email())
                        .flatMap(Stream::ofNullable)
                        .toList());
        assertThat(ERASURES.persons(deletion)).contains(person.fingerprint());
        event.put("type", "identify");
        SegmentEvent later = read(event);
        assertThat(suppressed.dropsAfter(deletion, person, later, map(later))).isTrue();
        for (String kind :
                KINDS.keySet().stream().filter(OnePersonTest::isOfEngage).toList()) {
            ObjectNode asserting = object(KINDS.getOrDefault(kind, ""));
            merge(asserting, object(place));
            SegmentEvent told = read(asserting);
            assertThat(audiences.forgets(map(told), told.person(), person, ERASURES.requests(deletion)))
                    .as(kind)
                    .isTrue();
        }
    }

    /** Their properties speak of the friend: nobody is looked for in them. */
    static Stream<Arguments> sharing() {
        return Stream.of("Invite Sent", "invite_sent", "Product Shared", "Cart Shared")
                .flatMap(name -> Stream.of("email", "partner_user_id", "partner_anonymous_id")
                        .map(key -> Arguments.of(name, key)));
    }

    @ParameterizedTest(name = "{0}, properties.{1}")
    @MethodSource("sharing")
    void anInvitedFriendIsNeverTakenForWhoeverInvites(String name, String key) throws JsonProcessingException {
        ObjectNode event = object("{\"type\": \"track\"}").put("event", name);
        event.putObject("properties").put(key, "friend@example.com");
        assertThat(refusal(event)).isEqualTo("no_user_anon_id");

        event.putObject("context").putObject("traits").put("email", "me@example.com");

        SegmentEvent read = read(event);
        assertThat(read.person()).isEqualTo(Person.ofEmail("me@example.com"));
        assertThat(((Mapped.Send) MAPPINGS.map(map(read))).event().data())
                .containsEntry("email", "me@example.com")
                .doesNotContainKeys("partner_user_id", "partner_anonymous_id");
    }

    /** A call about a company: its traits name the company, and only the call itself and its context name the person. */
    @ParameterizedTest(name = "traits.{0}")
    @ValueSource(strings = {"email", "Email", "partner_user_id", "partnerUserId", "partner_anonymous_id"})
    void aCompanyIsNeverTakenForThePersonWhoBelongsToIt(String key) throws IOException {
        ObjectNode event = object("{\"type\": \"group\", \"groupId\": \"acme\"}");
        event.putObject("traits").put(key, "info@acme.example");
        assertThat(refusal(event)).isEqualTo("no_user_anon_id");

        event.putObject("context").putObject("traits").put("email", "ada@acme.example");

        SegmentEvent read = read(event);
        Map<String, Object> queued = map(read);
        assertThat(read.person()).isEqualTo(Person.ofEmail("ada@acme.example"));
        assertThat(Persons.KEYS.known(queued)).containsExactly(Person.ofEmail("ada@acme.example"));
        assertThat(((Mapped.Send) companies().map(queued)).event().data())
                .containsEntry("email", "ada@acme.example")
                .containsEntry("company_" + key, "info@acme.example")
                .doesNotContainKeys("partner_user_id", "partner_anonymous_id");
    }

    private static Mappings companies() throws IOException {
        Path mappings = Files.createDirectories(folder.resolve("mappings"));
        Files.writeString(mappings.resolve("group.yaml"), """
                when: { type: group }
                send: company_joined
                data:
                  partner_user_id: { from: person.userId, as: text }
                  email: { from: person.email, as: email }
                  partner_anonymous_id: { from: person.anonymousId, as: text }
                rest: { from: traits, prefix: company_ }
                """);
        return Mappings.read(mappings, new MappingSettings(AnonymousPolicy.SEND, Optional.empty()));
    }

    private static SegmentEvent read(ObjectNode event) {
        return ArchiveReader.look(event.toString(), "segment", 32_768, Persons.KEYS, Clock.systemUTC());
    }

    private static String refusal(ObjectNode event) {
        return catchThrowableOfType(RefusedException.class, () -> read(event)).code();
    }

    private static Map<String, Object> map(SegmentEvent event) throws JsonProcessingException {
        return SegmentJson.mapper().readValue(event.json(), new TypeReference<>() {});
    }

    private static ObjectNode object(String json) throws JsonProcessingException {
        return (ObjectNode) SegmentJson.mapper().readTree(json);
    }

    private static void merge(ObjectNode event, ObjectNode more) {
        more.properties().forEach(field -> {
            if (event.get(field.getKey()) instanceof ObjectNode own && field.getValue() instanceof ObjectNode theirs) {
                merge(own, theirs);
            } else {
                event.set(field.getKey(), field.getValue());
            }
        });
    }
}
