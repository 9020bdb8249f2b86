package org.extoledestination.gate.audience;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.extoledestination.event.Computation;
import org.extoledestination.event.EventTime;
import org.extoledestination.event.Person;
import org.extoledestination.event.PersonKeys;
import org.jspecify.annotations.Nullable;

/** Reads the assertion of an event, and its person. */
record AssertionReader(PersonKeys keys, Clock clock) {

    /** A topic and a value are compared within one person only. */
    private static final int SHORT = 16;

    /** Whether an event asserts anything. */
    static boolean isAssertion(Map<String, Object> event) {
        return ("identify".equals(event.get("type")) || "track".equals(event.get("type")))
                && Computation.of(event).isPresent();
    }

    /**
     * The assertion of an event for which {@link #isAssertion} is true.
     *
     * @param source who sent it. Each source has states of its own: it may belong to another Extole account
     * @param person whose event it is, as the queue knows the person
     */
    Assertion read(Map<String, Object> event, String source, Person person) {
        Computation computation = Computation.of(event).orElseThrow();
        Optional<Person> email = keys.find(PersonKeys.Key.EMAIL, event).map(Person::ofEmail);
        Instant time = new EventTime(clock).of(event).truncatedTo(ChronoUnit.MICROS);
        List<@Nullable Object> journey = journey(event);
        return new Assertion(
                computation,
                person,
                email.filter(address -> !address.equals(person)),
                id(event, source, computation, person, email, journey, time),
                Digest.of(List.of(source, computation.key(), journey)).substring(0, SHORT),
                Digest.of(Collections.singletonList(computation.value())).substring(0, SHORT),
                content(event),
                time,
                isByWriteKey(event));
    }

    private static boolean isByWriteKey(Map<String, Object> event) {
        return Boolean.TRUE.equals(personas(event).get(Computation.BY_WRITE_KEY));
    }

    /**
     * Every identity has states of its own, because Engage sends one call for each identifier of a profile. So have
     * identify and track, because Engage may send both of one change, and each step and run of a journey, because a
     * person may go through it several times at once. A run that Segment gives no name, as in classic journeys, is known
     * by its time: nothing says that it has ended before the next one.
     */
    private static String id(
            Map<String, Object> event,
            String source,
            Computation computation,
            Person person,
            Optional<Person> email,
            List<@Nullable Object> journey,
            Instant time) {
        List<@Nullable Object> parts = new ArrayList<>();
        parts.add(source);
        parts.add(person.fingerprint());
        parts.add(email.map(Person::fingerprint).orElse(null));
        parts.add(event.get("type"));
        parts.add(computation.key());
        parts.addAll(journey);
        boolean isOfJourney = !journey.isEmpty() || computation.key().startsWith(Computation.JOURNEY_KEY);
        boolean hasNamedRun = !journey.isEmpty() && journey.get(1) != null;
        if (isOfJourney && !hasNamedRun && !Boolean.FALSE.equals(computation.value())) {
            parts.add(time.toString());
        }
        if (isByWriteKey(event)) {
            parts.add(Computation.BY_WRITE_KEY);
        }
        return Digest.of(parts);
    }

    /** Step and run, if the event is of a journey that names them. */
    private static List<@Nullable Object> journey(Map<String, Object> event) {
        Map<?, ?> personas = personas(event);
        if (!Computation.JOURNEY_STEP.equals(personas.get("computation_class"))) {
            return List.of();
        }
        Object run = Stream.of("properties", "traits")
                .map(place -> map(map(event.get(place)).get("journey_metadata")).get("epoch_id"))
                .filter(each -> each != null && !"".equals(each))
                .findFirst()
                .orElse(null);
        return Arrays.asList(personas.get("event_emitter_id"), run);
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

    private static Map<?, ?> personas(Map<String, Object> event) {
        return map(map(event.get("context")).get("personas"));
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
