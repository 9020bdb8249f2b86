package org.extoledestination.gate.audience;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.extoledestination.event.SegmentJson;
import org.extoledestination.support.Persons;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is news, by two events that follow each other. */
class VerdictTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final AssertionReader reader = new AssertionReader(Persons.KEYS, Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest(name = "{0}, {2} after {1}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            # what                     | the last one                                   | the next one                                      | verdict
            the same again             | v true, at 05                                  | v true, at 09                                     | REPEATED
            the same at the same time  | v true, at 05                                  | v true, at 05                                     | REPEATED
            the same, but older        | v true, at 05                                  | v true, at 04                                     | STALE
            left                       | v true, at 05                                  | v false, at 06                                    | CHANGED
            left, but older            | v true, at 05                                  | v false, at 04                                    | STALE
            left in the same second    | v true, at 05                                  | v false, at 05                                    | CHANGED
            a trait has changed        | v 4, at 05, trait                              | v 5, at 06, trait                                 | CHANGED
            a trait has not changed    | v 4, at 05, trait                              | v 4, at 06, trait                                 | REPEATED
            a trait is removed         | v 4, at 05, trait                              | v null, at 06, trait                              | CHANGED
            a trait stays removed      | v null, at 05, trait                           | v null, at 06, trait                              | REPEATED
            another enrichment         | v true, at 05, plan gold                       | v true, at 06, plan silver                        | CHANGED
            another anonymous id       | v true, at 05, anonymous a                     | v true, at 06, anonymous b                        | CHANGED
            an e-mail in capitals      | v true, at 05, email ada@example.com           | v false, at 04, email Ada@Example.com             | STALE
            a second e-mail            | v true, at 05, email ada@example.com           | v true, at 05, email countess@example.com         | FIRST
            an older second e-mail     | v true, at 05, email ada@example.com           | v true, at 04, email countess@example.com         | FIRST
            e-mail, then without       | v true, at 05, email ada@example.com           | v true, at 04                                     | FIRST
            no user id                 | v true, at 05, email ada@example.com           | v true, at 04, email ada@example.com, nobody      | FIRST
            another user               | v true, at 05                                  | v true, at 05, user u-2                           | FIRST
            another audience           | v true, at 05                                  | v true, at 04, key loyal                          | FIRST
            another case of the key    | v true, at 05                                  | v true, at 04, key VIP                            | FIRST
            track after identify       | v true, at 05                                  | v true, at 04, track                              | FIRST
            left by track              | v true, at 05, track, name Audience Entered    | v false, at 06, track, name Audience Exited       | CHANGED
            entered by track, stale    | v false, at 05, track, name Audience Exited    | v true, at 04, track, name Audience Entered       | STALE
            left, by e-mail            | v false, at 05                                 | v true, at 04, email ada@example.com              | STALE
            left, by e-mail alone      | v false, at 05, email ada@example.com          | v true, at 04, email Ada@example.com, nobody      | STALE
            left, by track             | v false, at 05, email ada@example.com          | v true, at 04, track                              | STALE
            not left, by e-mail        | v true, at 05                                  | v true, at 04, email ada@example.com              | FIRST
            somebody else has left     | v false, at 05, email ada@example.com          | v true, at 04, user u-2, email bob@example.com    | FIRST
            another trait by e-mail    | v 5, at 05, trait                              | v 4, at 04, trait, email ada@example.com          | STALE
            a journey's text           | v "true", at 05, key j_o_step                  | v "true", at 05, key j_o_step                     | REPEATED
            a journey's text, boolean  | v "true", at 05, key j_o_step                  | v true, at 05, key j_o_step                       | CHANGED
            a second run               | v "true", at 05, key j_o_step                  | v "true", at 06, key j_o_step                     | FIRST
            a second run that is late  | v true, at 05, key j_o_step                    | v true, at 04, key j_o_step                       | FIRST
            a run that has ended       | v false, at 05, key j_o_step                   | v true, at 04, key j_o_step                       | STALE
            a second end               | v false, at 05, key j_o_step                   | v false, at 06, key j_o_step                      | REPEATED
            a second run, no epoch     | v true, at 05, track, journey_step             | v true, at 06, track, journey_step                | FIRST
            the same run, no epoch     | v true, at 05, track, journey_step             | v true, at 05, track, journey_step                | REPEATED
            an audience is no journey  | v true, at 05, key step                        | v true, at 06, key step                           | REPEATED
            another run of a journey   | v true, at 05, track, journey_step, epoch 1    | v true, at 04, track, journey_step, epoch 2       | FIRST
            the same run of a journey  | v true, at 05, track, journey_step, epoch 1    | v true, at 06, track, journey_step, epoch 1       | REPEATED
            a forged word is later     | v false, at 05, write key                      | v true, at 04                                     | FIRST
            it is, of another identity | v false, at 05, write key                      | v true, at 04, email ada@example.com              | FIRST
            it is, of a trait          | v 9, at 05, trait, write key                   | v 4, at 04, trait                                 | FIRST
            it is, of a step           | v false, at 05, key j_o_step, write key        | v true, at 04, key j_o_step                       | FIRST
            a write key is late        | v true, at 05                                  | v false, at 04, write key                         | STALE
            a write key is late twice  | v true, at 05, write key                       | v false, at 04, write key                         | STALE
            a write key repeats itself | v true, at 05, write key                       | v true, at 06, write key                          | REPEATED
            another step of a journey  | v true, at 05, track, journey_step, emitter 1  | v true, at 04, track, journey_step, emitter 2     | FIRST
            """)
    void newsIsWhatDiffersFromTheLastAndIsNotOlder(String what, String last, String next, Verdict verdict)
            throws JsonProcessingException {
        assertThat(verdict(event(last), event(next))).isEqualTo(verdict);
    }

    private Verdict verdict(Map<String, Object> last, Map<String, Object> next) {
        Assertion known = read(last);
        Assertion assertion = read(next);
        return Verdict.of(assertion, isAbout(known, assertion) ? List.of(known.asState()) : List.of());
    }

    /** What was said, to whom it was said otherwise, and what is said to the first again. */
    @ParameterizedTest(name = "{0}: {3}, {4}")
    @CsvSource(delimiter = '|', textBlock = """
            # between               | told first                                     | told otherwise                             | again at 06 | again at 09
            the user id alone       | v true, at 05, email ada@example.com           | v false, at 07                             | STALE       | CHANGED
            another e-mail          | v true, at 05, email ada@example.com           | v false, at 07, email countess@example.com | STALE       | CHANGED
            the e-mail alone        | v true, at 05, email ada@example.com           | v false, at 07, email ada@example.com, nobody | STALE    | CHANGED
            the e-mail as well      | v true, at 05                                  | v false, at 07, email ada@example.com      | STALE       | CHANGED
            an anonymous id as well | v true, at 05, anonymous a                     | v false, at 07, email ada@example.com      | STALE       | CHANGED
            the track call          | v true, at 05                                  | v false, at 07, track                      | STALE       | CHANGED
            a trait                 | v 4, at 05, trait                              | v 5, at 07, trait, email ada@example.com   | STALE       | CHANGED
            the same, elsewhere     | v true, at 05                                  | v true, at 07, email ada@example.com       | REPEATED    | REPEATED
            another audience        | v true, at 05                                  | v false, at 07, key loyal                  | REPEATED    | REPEATED
            another person          | v true, at 05                                  | v false, at 07, user u-2                   | REPEATED    | REPEATED
            a write key             | v true, at 05                                  | v false, at 07, write key                  | CHANGED     | CHANGED
            one before it           | v true, at 05                                  | v false, at 04, write key                  | REPEATED    | REPEATED
            of two that forge       | v true, at 05, write key                       | v false, at 07, write key, email a@b.cd    | STALE       | CHANGED
            the same millisecond    | v true, at 05                                  | v false, at 05, email ada@example.com      | CHANGED     | CHANGED
            """)
    void theLastWordAboutOneIdentityIsTheLastAboutAllOfThePerson(
            String between, String first, String otherwise, Verdict at06, Verdict at09) throws JsonProcessingException {
        List<Assertion> told = List.of(read(event(first)), read(event(otherwise)));

        for (Map.Entry<String, Verdict> each :
                Map.of("at 06", at06, "at 09", at09).entrySet()) {
            Assertion again = read(event(first.replace("at 05", each.getKey())));
            List<LastState> states = told.stream()
                    .filter(last -> isAbout(last, again))
                    .map(Assertion::asState)
                    .toList();
            assertThat(Verdict.of(again, states)).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    private static boolean isAbout(Assertion one, Assertion other) {
        return one.topic().equals(other.topic()) && !Collections.disjoint(one.names(), other.names());
    }

    private Assertion read(Map<String, Object> event) {
        return reader.read(event, "segment", person(event));
    }

    private static Person person(Map<String, Object> event) {
        return Persons.KEYS.person(event).orElseThrow();
    }

    @Test
    void keysInAnotherOrderAreTheSame() throws JsonProcessingException {
        Map<String, Object> one = event("v true, at 05");
        Map<String, Object> other = event("v true, at 06");
        one.put("traits", json("{\"vip\": true, \"address\": {\"city\": \"Paris\", \"zip\": 1}}"));
        other.put("traits", json("{\"address\": {\"zip\": 1, \"city\": \"Paris\"}, \"vip\": true}"));

        assertThat(verdict(one, other)).isEqualTo(Verdict.REPEATED);
    }

    @Test
    void theSameFromAnotherSourceIsNotARepeatBecauseItMayBeForAnotherAccount() throws JsonProcessingException {
        Map<String, Object> event = event("v true, at 05");

        assertThat(reader.read(event, "shop", person(event)).id())
                .isNotEqualTo(reader.read(event, "app", person(event)).id());
        assertThat(reader.read(event, "shop", person(event)).topic())
                .isNotEqualTo(reader.read(event, "app", person(event)).topic());
    }

    @Test
    void aTimeInTheFutureCountsAsNowSoThatItDoesNotMakeEverythingAfterItStale() throws JsonProcessingException {
        Map<String, Object> event = event("v true, at 05");
        event.put("timestamp", "2099-01-01T00:00:00Z");

        assertThat(read(event).time()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0000-01-01T00:00:00Z", "0001-01-01T00:00:00+01:00", "1969-12-31T23:59:59Z"})
    void aTimeOfAClockThatWasNeverSetIsThatOfTheReceipt(String time) throws JsonProcessingException {
        Map<String, Object> event = event("v true, at 05");
        event.put("timestamp", time);
        event.put("receivedAt", "2026-11-22T10:00:00Z");

        assertThat(read(event).time()).isEqualTo("2026-11-22T10:00:00Z");
    }

    @Test
    void anEventWithoutATimestampIsAsOldAsItsReceipt() throws JsonProcessingException {
        Map<String, Object> event = event("v true, at 05");
        event.put("timestamp", "yesterday");
        event.put("receivedAt", "2026-11-22T10:00:00.123456Z");

        assertThat(read(event).time()).isEqualTo("2026-11-22T10:00:00.123456Z");
    }

    @ParameterizedTest
    @CsvSource({"identify, true", "track, true", "delete, false", "page, false", "group, false"})
    void onlyIdentifyAndTrackAssert(String type, boolean expected) throws JsonProcessingException {
        Map<String, Object> event = event("v true, at 05, track");
        event.put("traits", Map.of("vip", true));
        event.put("type", type);

        assertThat(AssertionReader.isAssertion(event)).isEqualTo(expected);
    }

    /** An event of user u-1 about the audience vip, in the short words of the table. */
    private static Map<String, Object> event(String words) throws JsonProcessingException {
        String key = word(words, "key", "vip");
        boolean track = words.contains("track");
        String computationClass =
                words.contains("journey_step") ? "journey_step" : words.contains("trait") ? "trait" : "audience";
        Map<String, Object> event = json("""
                {"type": "%s", "event": "%s", "userId": "%s", "messageId": "%s", "anonymousId": "%s",
                 "timestamp": "2026-11-23T09:00:%sZ", "%s": {"%s": %s, "plan": "%s", "journey_metadata": {"epoch_id": "%s"}%s},
                 "context": {"personas": {"computation_class": "%s", "computation_key": "%s", "event_emitter_id": "%s"}}}
                """.formatted(
                        track ? "track" : "identify",
                        word(words, "name", ""),
                        word(words, "user", "u-1"),
                        words.hashCode(),
                        word(words, "anonymous", ""),
                        word(words, "at", ""),
                        track ? "properties" : "traits",
                        key,
                        word(words, "v", ""),
                        word(words, "plan", ""),
                        word(words, "epoch", ""),
                        words.contains("email") ? ", \"email\": \"" + word(words, "email", "") + '"' : "",
                        computationClass,
                        key,
                        word(words, "emitter", "")));
        if (words.contains("write key")) {
            personas(event).put(Computation.BY_WRITE_KEY, true);
        }
        if (words.contains("nobody")) {
            event.remove("userId");
        }
        return event;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> personas(Map<String, Object> event) {
        Map<String, Object> context = (Map<String, Object>) Objects.requireNonNull(event.get("context"));
        return (Map<String, Object>) Objects.requireNonNull(context.get("personas"));
    }

    private static String word(String words, String name, String otherwise) {
        for (String each : words.split(", ", -1)) {
            if (each.startsWith(name + ' ')) {
                return each.substring(name.length() + 1);
            }
        }
        return otherwise;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) throws JsonProcessingException {
        return SegmentJson.mapper().readValue(text, Map.class);
    }
}
