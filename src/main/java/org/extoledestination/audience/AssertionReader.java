package org.extoledestination.audience;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.Computation;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;
import org.extoledestination.event.SegmentTime;
import org.jspecify.annotations.Nullable;

/** Finds in an event what it asserts about whom. */
final class AssertionReader {

    private static final String JOURNEY_STEP = "journey_step";

    private final PersonKeys keys;
    private final Clock clock;

    AssertionReader(PersonKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Whether an event asserts anything. */
    static boolean isAssertion(Map<String, Object> event) {
        return ("identify".equals(event.get("type")) || "track".equals(event.get("type")))
                && Computation.of(event).isPresent();
    }

    /**
     * What an event asserts; {@link #isAssertion} has said that it does.
     *
     * @param source who sent it. Each source has states of its own: it may belong to another Extole account
     */
    Assertion read(Map<String, Object> event, String source) {
        Computation computation = Computation.of(event).orElseThrow();
        Optional<Person> email = keys.find(PersonKeys.Key.EMAIL, event).map(Person::ofEmail);
        Person person = keys.person(event).orElseGet(() -> Person.ofAnonymousId(""));
        return new Assertion(
                computation,
                person,
                email.filter(address -> !address.equals(person)),
                id(event, source, computation.key(), person, email),
                content(event),
                time(event));
    }

    /**
     * Every identity has states of its own, because Engage sends one call for each identifier of a profile. So have
     * identify and track, because Engage may send both of one change, and each step and run of a journey, because a
     * person may go through it several times at once.
     */
    private static String id(
            Map<String, Object> event, String source, String key, Person person, Optional<Person> email) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(source);
        parts.add(person.fingerprint());
        parts.add(email.map(Person::fingerprint).orElse(null));
        parts.add(event.get("type"));
        parts.add(key);
        Map<?, ?> personas = map(map(event.get("context")).get("personas"));
        if (JOURNEY_STEP.equals(personas.get("computation_class"))) {
            parts.add(personas.get("event_emitter_id"));
            parts.add(map(map(event.get("properties")).get("journey_metadata")).get("epoch_id"));
        }
        return Digest.of(parts);
    }

    /** The value is among the traits or properties. Ids and times, which differ in every call, are not. */
    private static String content(Map<String, Object> event) {
        Map<?, ?> context = map(event.get("context"));
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("event", event.get("event"));
        content.put("userId", event.get("userId"));
        content.put("anonymousId", event.get("anonymousId"));
        content.put("traits", event.get("traits"));
        content.put("properties", event.get("properties"));
        content.put("contextTraits", context.get("traits"));
        content.put("externalIds", context.get("externalIds"));
        return Digest.of(content);
    }

    /** No assertion is later. */
    Instant now() {
        return clock.instant();
    }

    /**
     * A time in the future counts as now: it would make everything after it stale. One before 1970, as of a clock that was
     * never set, counts as 1970: databases know no year 0.
     */
    private Instant time(Map<String, Object> event) {
        Instant now = clock.instant();
        return Stream.of("timestamp", "receivedAt")
                .flatMap(key -> text(event, key).flatMap(SegmentTime::parse).stream())
                .findFirst()
                .filter(time -> time.isBefore(now))
                .map(time -> time.isBefore(Instant.EPOCH) ? Instant.EPOCH : time)
                .orElse(now)
                .truncatedTo(ChronoUnit.MILLIS);
    }

    private static Optional<String> text(Map<?, ?> map, String key) {
        return map.get(key) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
